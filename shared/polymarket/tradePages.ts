import type { Clock } from '../ports/clock.ts'
import type { Answer } from './answer.ts'
import type { VenueLimits } from './limits.ts'
import { type Pager, parseClobPage } from './pages.ts'
import { askPrivate, createBudget, type Identity, type Session, type TimeBudget } from './session.ts'

/** As the venue's `/data/trades` expects it; instants in whole seconds. */
export interface TradeFilter {
  readonly id?: string
  readonly market?: string
  readonly before?: string
  readonly after?: string
}

/** Where the pages of our trades come from: all that reading them needs of a session. */
export interface TradePages {
  readonly me: Identity
  readonly clock: Pick<Clock, 'nowMs'>
  readonly limits: VenueLimits
  /** The time that the pages of one call share. */
  budget(totalMs: number): TimeBudget
  /** The page at a cursor; null: the first. */
  page(filter: TradeFilter, cursor: string | null, budget: TimeBudget): Promise<Answer>
}

export const tradePagesOf = (session: Session): TradePages => ({
  me: session.me,
  clock: session.clock,
  limits: session.limits,
  budget: createBudget,
  page: (filter, cursor, budget) =>
    askPrivate(session, (client) => client.getTradesPaginated({ ...filter }, cursor ?? undefined), budget),
})

/** Steps through the pages of one filter. */
export const pagerOf = (
  pages: TradePages,
  filter: TradeFilter,
  limits: VenueLimits = pages.limits,
): Pager => ({
  clock: pages.clock,
  limits,
  parse: parseClobPage,
  fetch: (cursor, budget) => pages.page(filter, cursor, budget),
})
