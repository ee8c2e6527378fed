import { describe, expect, it } from 'vitest'
import { price, tokenId } from '../../../shared/domain/units.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { hashOrder } from '../../../shared/polymarket/orderHash.ts'
import { recoverOrderSigner, type SignatureType } from '../../../shared/polymarket/orderSignature.ts'
import type { WireOrder } from '../../../shared/polymarket/signedHere.ts'
import { approved } from '../../support/approved.ts'
import { listen, marketReply, type Reply, venueAt } from '../../support/loopback.ts'
import { DRAFT, LATER, success } from '../../support/postFixture.ts'
import { MARKET, NO, PRIVATE_KEY, WALLET, YES } from '../../support/wireIds.ts'

const CONTRACT = '0x5555555555555555555555555555555555555555'
/** Condition of 31 bytes, and its two position ids. */
const CONDITION = `0x017089ce3ba22aaa0a4cba8250b8c8e1eb${'0'.repeat(28)}`
const POSITIONS = ['00', '01'].map((outcome) => tokenId(String(BigInt(`${CONDITION}${outcome}`))))

type Kind = readonly [name: string, signatureType: SignatureType, version: 'v1' | 'v2', negRisk: boolean]
const kinds: readonly Kind[] = ([0, 1, 2, 3] as const).flatMap((type) => [
  [`type ${type} on the exchange`, type, 'v1', false] as Kind,
  [`type ${type} on the neg-risk exchange`, type, 'v1', true] as Kind,
  [`type ${type} on ExchangeV3`, type, 'v2', false] as Kind,
])

async function signedBy([, signatureType, version, negRisk]: Kind, reply: Reply = { json: success() }) {
  const listed =
    version === 'v2' ? { version, positionIds: [YES, NO], clobTokenIds: '["1","2"]' } : { version }
  const server = await listen((seen) => marketReply(seen, { nr: negRisk, v: version }, {}, listed) ?? reply)
  const funder = signatureType === 0 ? WALLET : CONTRACT
  const venue = venueAt(server.url, { signatureType, funder })
  await venue.market(MARKET)
  const signing = await venue.sign(approved(DRAFT))
  if (signing.is !== 'signed') throw new Error(signing.why)
  server.seen.length = 0
  return { venue, server, order: signing.order, wire: signing.order.wire as WireOrder, funder }
}

describe('an order of every wallet on every exchange', () => {
  it.each(kinds)('%s names its wallet and key, and its signature is of just this order', async (...kind) => {
    const [, signatureType, version, negRisk] = kind
    const { order, wire, funder } = await signedBy(kind)
    const where = { chainId: 137, version, negRisk }
    expect(wire).toMatchObject({
      maker: funder,
      signer: signatureType === 3 ? CONTRACT : WALLET,
      signatureType,
    })
    expect(order.id).toBe(hashOrder(wire, where))
    expect(recoverOrderSigner(wire, where, wire.signature)).toBe(WALLET)
  })

  const changes: readonly (readonly [keyof WireOrder, (wire: WireOrder) => unknown])[] = [
    ['salt', (wire) => String(Number(wire.salt) + 1)],
    ['maker', () => `0x${'6'.repeat(40)}`],
    ['signer', () => `0x${'6'.repeat(40)}`],
    ['tokenId', () => NO],
    ['makerAmount', (wire) => String(Number(wire.makerAmount) + 1)],
    ['takerAmount', (wire) => String(Number(wire.takerAmount) - 1)],
    ['side', () => 'SELL'],
    ['timestamp', (wire) => String(Number(wire.timestamp) + 1)],
    ['metadata', () => `0x${'1'.repeat(64)}`],
    ['builder', () => `0x${'1'.repeat(64)}`],
  ]
  it.each(changes)('is not signed by the key any more once its %s is another', async (field, change) => {
    for (const kind of kinds) {
      const [, , version, negRisk] = kind
      const { wire } = await signedBy(kind)
      const changed = { ...wire, [field]: change(wire) }
      expect(signerOf(changed, { chainId: 137, version, negRisk })).not.toBe(WALLET)
    }
  })

  it('is not signed for the contract of another exchange', async () => {
    for (const kind of kinds) {
      const [, , version, negRisk] = kind
      const { wire } = await signedBy(kind)
      const others = kinds.filter(([, , v, n]) => v !== version || n !== negRisk)
      for (const [, , v, n] of others) {
        expect(signerOf(wire, { chainId: 137, version: v, negRisk: n })).not.toBe(WALLET)
      }
    }
  })

  it('of a deposit wallet is refused with any other byte in its wrapping', async () => {
    const kind: Kind = ['', 3, 'v2', false]
    const { wire } = await signedBy(kind)
    const where = { chainId: 137, version: 'v2', negRisk: false } as const
    const bytes = wire.signature.length / 2 - 1
    expect(bytes).toBe(65 + 32 + 32 + 186 + 2)
    for (let at = 65; at < bytes; at += 1) {
      const digits = wire.signature.slice(2 + 2 * at, 4 + 2 * at)
      const flipped = (Number.parseInt(digits, 16) ^ 1).toString(16).padStart(2, '0')
      const signature = wire.signature.slice(0, 2 + 2 * at) + flipped + wire.signature.slice(4 + 2 * at)
      expect(() => recoverOrderSigner(wire, where, signature)).toThrow(/not wrapped/)
    }
    expect(() => recoverOrderSigner(wire, where, wire.signature.slice(0, 132))).toThrow(/not wrapped/)
  })

  it('is refused where another key made it, whatever the wallet', async () => {
    const impostor = createWalletSigner(`0x${'2'.repeat(64)}`)
    for (const signatureType of [0, 1, 2, 3] as const) {
      const server = await listen((seen) => marketReply(seen) ?? { json: {} })
      const funder = signatureType === 0 ? WALLET : CONTRACT
      const signer = { getAddress: async () => WALLET, _signTypedData: impostor._signTypedData }
      const venue = venueAt(server.url, { signatureType, funder, signer: async () => signer })
      await venue.market(MARKET)
      expect(await venue.sign(DRAFT)).toMatchObject({
        is: 'refused',
        why: expect.stringContaining('does not recover'),
      })
    }
  })

  it.each(kinds)('%s goes out under the address of the key', async (...kind) => {
    const { venue, order, server, wire } = await signedBy(kind)
    await venue.post(order, LATER)
    expect(server.seen[0]?.headers['poly_address']).toBe(WALLET)
    const sent = JSON.parse(server.seen[0]?.body ?? '').order
    expect(sent).toMatchObject({ maker: wire.maker, signer: wire.signer, signature: wire.signature })
    expect(sent.signatureType).toBe(kind[1])
  })
})

describe('Protocol V2', () => {
  it('has the vector of its own exchange', async () => {
    const fields = {
      salt: '123456789',
      maker: WALLET,
      signer: WALLET,
      tokenId: '663574927012476832975694178961957910328055987427402067619466963999000625152',
      makerAmount: '2500000',
      takerAmount: '5000000',
      side: 'BUY',
      signatureType: 0,
      timestamp: '1790000000000',
      metadata: `0x${'0'.repeat(64)}`,
      builder: `0x${'0'.repeat(64)}`,
    } as const
    const where = { chainId: 137, version: 'v2', negRisk: false } as const
    expect(hashOrder(fields, where)).toBe(
      '0x4d90f4f026c98a964c81cb9b6ff3cfdece52915ac2b40c743cf41ffad9536825',
    )
    const signature =
      '0x5b5c3b961a8ab40faf38ff56ca2ab877ccc5bdf6a67ac75a5b6662fd0ea448a34bd53f6c1b3d3e7dd6064b0e7cab563d71eb418bac578bf0d47f517f0a20347f1c'
    expect(recoverOrderSigner(fields, where, signature)).toBe(
      await createWalletSigner(PRIVATE_KEY).getAddress(),
    )
  })

  it('is traded by its position ids, found by a condition of 31 bytes', async () => {
    const market = `${CONDITION}00`
    const server = await listen((seen) => {
      if (seen.path === '/markets/keyset') {
        return { json: { markets: [{ conditionId: CONDITION, version: 'v2', positionIds: POSITIONS }] } }
      }
      const tokens = POSITIONS.map((id) => ({ token_id: id, winner: false }))
      return (
        marketReply({ ...seen, path: seen.path.replace(market, MARKET) }, v2(market), {
          condition_id: market,
          tokens,
        }) ?? { json: success() }
      )
    })
    const venue = venueAt(server.url)
    const read = await venue.market(market as typeof MARKET)
    expect(read).toMatchObject({ ok: true, value: { version: 'v2', tokens: POSITIONS } })
    const asked = server.seen.find(({ path }) => path === '/markets/keyset')
    expect(asked?.query.getAll('condition_ids')).toEqual([market, CONDITION])
    const [yes] = POSITIONS
    const draft = {
      ...DRAFT,
      market: market as typeof MARKET,
      tokenId: yes as typeof YES,
      priceMicros: price(410_000),
    }
    const signing = await venue.sign(draft)
    if (signing.is !== 'signed') throw new Error(signing.why)
    const wire = signing.order.wire as WireOrder
    expect(wire.tokenId).toBe(yes)
    expect(signerOf(wire, { chainId: 137, version: 'v2', negRisk: false })).toBe(WALLET)
  })

  const v2 = (market: string) => ({ c: market, v: 'v2', t: POSITIONS.map((t) => ({ t })) })
})

function signerOf(wire: WireOrder, where: Parameters<typeof recoverOrderSigner>[1]): string | null {
  try {
    return recoverOrderSigner(wire, where, wire.signature)
  } catch {
    return null
  }
}
