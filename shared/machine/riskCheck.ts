import { assert } from '../domain/assert.ts'
import { notional } from '../domain/decimal.ts'
import type { OrderDraft } from '../domain/order.ts'
import { type EpochMs, size } from '../domain/units.ts'
import type { Context } from './context.ts'
import type { Action } from './decision.ts'
import { exposure } from './exposure.ts'
import { sellableMicros } from './inventory.ts'
import { markOf } from './mark.ts'
import type { RiskApproved } from './riskApproved.ts'
import { type Row, rowName } from './row.ts'
import type { MarketState } from './state.ts'
import { STATES } from './states.ts'

/** The last look at a row, before its actions leave the machine: what does not pass is an error in the bot, and a STOP. */
export function riskCheck({ state, seen, settings }: Context, row: Row): readonly Action[] {
  const name = rowName(row)
  const limits = { state, nowMs: seen.nowMs, capMicros: settings.risk.maxUsdcLockedMicros }
  assert(row.actions.filter((action) => action.do === 'post').length <= 1, `${name}: more than one post`)
  return row.actions.map((action): Action => {
    if (action.do === 'post') return { ...action, draft: approve(action.draft, row, limits) }
    if (action.do === 'cancel') {
      const side = state.orders.find(({ id }) => id === action.id)?.side
      const allowed = side !== undefined && STATES[row.at].cancels.includes(side)
      assert(allowed, `${name}: cancel from ${state.phase}`)
    }
    return action
  })
}

export interface Limits {
  readonly state: MarketState
  readonly nowMs: EpochMs
  readonly capMicros: number
}

/** An order of a kind that its state allows, within the cap, and selling no more than our fills have settled. */
export function approve<Draft extends OrderDraft>(
  draft: Draft,
  row: Pick<Row, 'at' | 'does'>,
  { state, nowMs, capMicros }: Limits,
): RiskApproved<Draft> {
  const { purpose, side, sizeMicros } = draft
  const what = `${rowName(row)}: a ${purpose}`
  assert(STATES[row.at].posts.includes(purpose), `${what} may not be posted from ${state.phase}`)
  assert((side === 'BUY') === (purpose === 'entry' || purpose === 'canary'), `${what} is a ${side}`)
  if (purpose === 'entry') {
    const wouldBeMicros = exposure(state, markOf(state, nowMs)).totalMicros + notional(draft, 'up')
    assert(wouldBeMicros <= capMicros, `${what} to ${wouldBeMicros} above the cap`)
  }
  if (side === 'SELL') {
    const settledMicros = sellableMicros(state, size(Number.MAX_SAFE_INTEGER))
    assert(sizeMicros <= settledMicros, `${what} of ${sizeMicros}, and ${settledMicros} have settled`)
  }
  return draft as RiskApproved<Draft>
}
