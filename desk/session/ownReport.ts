import { unrealisedMicros } from '../../shared/accounting/valuation.ts'
import type { OrderPurpose } from '../../shared/domain/order.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import type { EpochMs, OrderId } from '../../shared/domain/units.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { BotLedger } from './readBotLedger.ts'
import { heldAtEnd, type SessionResult, type VenueFill } from './sessionResult.ts'
import type { SessionTally } from './tally.ts'

/** What a run came to by the bot's own ledger and reports; `legs` are those that the venue has. */
export function ownReport(of: {
  readonly tally: SessionTally
  readonly ledger: Pick<BotLedger, 'position' | 'state'>
  readonly legs: readonly (VenueFill & { readonly orderId: OrderId })[]
  readonly cadenceMs: StackSettings['cadenceMs']
  readonly endMs: EpochMs
}) {
  const { tally, legs, cadenceMs } = of
  const { position, state } = of.ledger
  const mark = state === null ? null : markOf(state, of.endMs, position.sizeMicros)
  const filled = new Set(legs.map((leg) => leg.orderId))
  const filledOf = (isOf: (purpose: OrderPurpose) => boolean): number =>
    [...tally.purposes].filter(([id, posting]) => isOf(posting.purpose) && filled.has(id)).length
  return {
    cadenceSeconds: cadenceMs === null ? 'once' : cadenceMs / 1_000,
    ticks: tally.ticks,
    phase: state?.phase ?? null,
    roundTrips: position.roundTrips,
    postings: tally.postings,
    entriesFilled: filledOf((purpose) => purpose === 'entry'),
    exitsFilled: filledOf((purpose) => purpose !== 'entry'),
    fills: legs.map(({ atMs, side, role, priceMicros, sizeMicros }) => ({
      atMs,
      side,
      role,
      priceMicros,
      sizeMicros,
    })),
    boughtMicros: position.boughtMicros,
    soldMicros: position.soldMicros,
    realisedMicros: position.realisedMicros,
    unrealisedMicros: mark === null ? 0 : unrealisedMicros(position, mark),
    feesMicros: position.feesMicros,
    position: heldAtEnd(position, mark),
    exposureHighMicros: tally.exposureHighMicros,
    refusals: [...tally.refusals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    pages: tally.pages,
    failures: tally.failures,
  } satisfies Partial<SessionResult>
}
