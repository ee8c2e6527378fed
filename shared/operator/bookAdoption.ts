import type { Position } from '../accounting/position.ts'
import { notional } from '../domain/decimal.ts'
import { toleranceMicros } from '../domain/tolerance.ts'
import { type EpochMs, type PriceMicros, size, usdc } from '../domain/units.ts'
import type { VenueTruth } from '../engine/rebuild.ts'
import type { LedgerRecord } from '../ports/store.ts'
import type { AdoptRequest } from './adoptRequest.ts'

type Booked =
  | { readonly position: Position; readonly records: readonly LedgerRecord[] }
  | { readonly why: string }

/** What the records are once the operator's word counts: by the balance, or by the payout of a resolved market. */
export function bookAdoption(
  request: AdoptRequest,
  truth: VenueTruth,
  known: Position,
  nowMs: EpochMs,
): Booked {
  if (request.resolved) return bookPayout(request, truth, known, nowMs)
  const missing = truth.balanceMicros - known.sizeMicros
  // Dust is no shortage and no gift: the fills stay what is held.
  if (Math.abs(missing) <= toleranceMicros(truth.flooredMicros)) return { position: known, records: [] }
  if (missing > 0 && request.priceMicros === null) {
    return { why: 'the wallet holds shares that no fill explains: state what one cost with --price' }
  }
  // Shares that are gone take their cost with them, at average; shares that came bring the stated price.
  const costMicros =
    missing > 0
      ? known.costMicros +
        notional({ priceMicros: request.priceMicros ?? (0 as PriceMicros), sizeMicros: size(missing) }, 'up')
      : Math.floor((known.costMicros / known.sizeMicros) * truth.balanceMicros)
  const realisedMicros = usdc(known.realisedMicros + gainOf(request, known.costMicros - costMicros, -missing))
  const sizeMicros = truth.balanceMicros
  return { position: { ...known, sizeMicros, costMicros: usdc(costMicros), realisedMicros }, records: [] }
}

/** What shares that are gone brought above their cost. */
function gainOf({ broughtMicros }: AdoptRequest, costMicros: number, goneMicros: number): number {
  if (broughtMicros === undefined || goneMicros <= 0) return 0
  return notional({ priceMicros: broughtMicros, sizeMicros: size(goneMicros) }, 'down') - costMicros
}

function bookPayout(
  { market, tokenId }: AdoptRequest,
  { info }: VenueTruth,
  known: Position,
  atMs: EpochMs,
): Booked {
  const payoutMicros = info.payoutMicros?.[info.tokens.indexOf(tokenId) === 1 ? 1 : 0]
  if (payoutMicros === undefined) return { why: 'the market is not resolved yet: there is no payout to book' }
  const paid = notional({ priceMicros: payoutMicros, sizeMicros: known.sizeMicros }, 'down')
  const realisedMicros = usdc(paid - known.costMicros)
  const position: Position = {
    ...known,
    sizeMicros: size(0),
    costMicros: usdc(0),
    realisedMicros: usdc(known.realisedMicros + realisedMicros),
  }
  const payout = { market, tokenId, atMs, sizeMicros: known.sizeMicros, payoutMicros, realisedMicros }
  return { position, records: [{ kind: 'payout', market, payout }] }
}
