import { type SignedOrder as ClobOrder, Side, type TickSize } from '@polymarket/clob-client-v2'
import { formatMicros } from '../domain/decimal.ts'
import type { MarketRules } from '../domain/market.ts'
import type { OrderDraft } from '../domain/order.ts'
import { MICROS } from '../domain/units.ts'
import type { Signing } from '../ports/venue.ts'
import { type Amounts, amountsOf } from './amounts.ts'
import { ask } from './ask.ts'
import { hashOrder } from './orderHash.ts'
import { DEPOSIT_WALLET, recoverOrderSigner } from './orderSignature.ts'
import type { Session } from './session.ts'
import { noteSigned, type WireOrder } from './signedHere.ts'
import { brief } from './wire.ts'

/** What an order is signed by. */
export type SigningRules = Pick<
  MarketRules,
  'tokens' | 'version' | 'negRisk' | 'tickMicros' | 'minSizeMicros'
>

/**
 * Builds and signs by the official client, then trusts nothing: amounts must be our integers, every other field
 * what we asked for, and the signature must recover to the wallet's key. The hash is the order's id.
 */
export async function signOrder<Draft extends OrderDraft>(
  session: Session,
  draft: Draft,
  info: SigningRules,
): Promise<Signing<Draft>> {
  if (!info.tokens.includes(draft.tokenId))
    return refused(`token ${draft.tokenId} is not of market ${draft.market}`)
  const amounts = amountsOf(draft, info)
  if (typeof amounts === 'string') return refused(amounts)

  const built = await build(session, draft, info)
  if (typeof built === 'string') return refused(built)
  const difference = compare(built, { draft, amounts, session })
  if (difference !== null) return refused(difference)
  const where = { chainId: session.chainId, version: info.version, negRisk: info.negRisk }
  if (recover(built, where) !== session.owner)
    return refused('the signature does not recover to the wallet key')
  noteSigned(built)
  const { salt, timestamp } = built
  return {
    is: 'signed',
    order: { id: hashOrder(built, where), salt, timestamp, draft, by: session.me.apiKey, wire: built },
  }
}

const refused = (why: string) => ({ is: 'refused', why }) as const

/** Signing may fetch the key first; nothing is sent to the venue. */
const SIGN_TIMEOUT_MS = 10_000

async function build(session: Session, draft: OrderDraft, info: SigningRules): Promise<WireOrder | string> {
  const tickSize = formatMicros(info.tickMicros) as TickSize
  let built: ClobOrder | null = null
  const outcome = await ask(
    async () => {
      const client = await session.privateClient()
      // The client asks for a token's tick once and keeps it forever: given it again each time, it never asks.
      client.tickSizes[draft.tokenId] = tickSize
      built = await client.createOrder(
        {
          tokenID: draft.tokenId,
          price: draft.priceMicros / MICROS,
          size: draft.sizeMicros / MICROS,
          side: draft.side === 'BUY' ? Side.BUY : Side.SELL,
          expiration: expirationSeconds(draft),
        },
        { tickSize, negRisk: info.negRisk, version: info.version === 'v2' ? 3 : 2 },
      )
    },
    {
      kind: 'none',
      timeoutMs: Math.min(SIGN_TIMEOUT_MS, session.limits.readDeadlineMs),
      maxResponseBytes: 0,
    },
  )
  if (built !== null) return built as WireOrder
  return `the client did not sign: ${outcome.is === 'answer' ? 'it asked the venue' : outcome.why}`
}

/** Whole seconds, never later than the draft says. */
const expirationSeconds = (draft: OrderDraft): number => Math.floor(draft.expiresAtMs / 1000)

const ZERO = `0x${'0'.repeat(64)}`
const DIGITS = /^\d{1,20}$/

/** The first field that is not what we asked for; null when all are. */
function compare(
  built: WireOrder,
  wanted: { readonly draft: OrderDraft; readonly amounts: Amounts; readonly session: Session },
): string | null {
  const { draft, amounts, session } = wanted
  const { funder } = session.me
  const fields: readonly (readonly [string, unknown, unknown])[] = [
    ['makerAmount', built.makerAmount, amounts.makerAmount],
    ['takerAmount', built.takerAmount, amounts.takerAmount],
    ['maker', built.maker, funder],
    ['signer', built.signer, session.signatureType === DEPOSIT_WALLET ? funder : session.owner],
    ['tokenId', built.tokenId, draft.tokenId],
    ['side', built.side, draft.side],
    ['signatureType', built.signatureType, session.signatureType],
    ['expiration', built.expiration, String(expirationSeconds(draft))],
    ['metadata', built.metadata, ZERO],
    ['builder', built.builder, ZERO],
    // It goes over the wire as a number: one that a double cannot hold would change the hash.
    ['salt', built.salt, String(Number.parseInt(built.salt, 10))],
    ['salt', Number.isSafeInteger(Number(built.salt)), true],
    ['timestamp', DIGITS.test(built.timestamp), true],
  ]
  const wrong = fields.find(([, is, ought]) => is !== ought)
  return wrong === undefined ? null : `${wrong[0]} is ${brief(wrong[1])}, expected ${brief(wrong[2])}`
}

function recover(built: WireOrder, where: Parameters<typeof recoverOrderSigner>[1]): string | null {
  try {
    return recoverOrderSigner(built, where, built.signature)
  } catch {
    return null
  }
}
