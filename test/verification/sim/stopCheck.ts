import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import type { MarketSettings, StackLimits } from '../../../shared/domain/settings.ts'
import { MICROS, type TokenId, usdc } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Faults } from './faults.ts'
import type { OutcomeBooks } from './outcomeBooks.ts'
import type { Report } from './violation.ts'

/** The mark is the mid and this check's price the touch; both move between the look and the latch. */
const NEARLY = 0.8

/** What an outcome is judged by. */
export type Limits = Pick<MarketSettings, 'risk'>

/** L4: a world in which nothing has gone wrong yet has no STOP but a loss or an exposure that is true, or a person's. */
export function createStopCheck(of: {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly stateOf: (token: TokenId) => MarketState | null
  readonly limitsOf: (token: TokenId) => readonly Limits[]
  readonly booksOf: (token: TokenId) => OutcomeBooks
  readonly faults: Faults
  readonly report: Report
  /** Every outcome that has an item, and what binds them together. */
  readonly states: () => readonly MarketState[]
  readonly stackLimits: () => StackLimits | undefined
}): (reason: StopReason) => void {
  const { exchange, account, stateOf, limitsOf, booksOf, faults, report } = of
  const lostMicros = (state: MarketState): number => {
    const held = exchange.holdings(account).sharesMicros.get(state.tokenId) ?? 0
    const bid = exchange.book(state.tokenId).bids[0]?.priceMicros ?? 0
    return state.day.startEquityMicros - booksOf(state.tokenId).cashMicros - (held * bid) / MICROS
  }
  /** By the statuses of the trades: a sale that has matched is inside the holdings until it is mined, and no longer. */
  const lockedMicros = ({ tokenId }: MarketState): number =>
    (booksOf(tokenId).confirmedMicros * (exchange.book(tokenId).asks[0]?.priceMicros ?? MICROS)) / MICROS
  const sum = (each: (state: MarketState) => number, states: readonly MarketState[]): number =>
    states.reduce((total, state) => total + each(state), 0)
  return ({ code, text, tokenId }) => {
    // What once went wrong may be the cause for as long as the run lasts.
    if (faults.hasStruck() || code === 'OPERATOR') return
    const own = tokenId === undefined ? null : stateOf(tokenId)
    // Of no outcome: of all of them together.
    const states = tokenId === undefined ? of.states() : own === null ? [] : [own]
    const limits = tokenId === undefined ? stackRisk(of.stackLimits()) : limitsOf(tokenId)
    if ((code !== 'LOSS' && code !== 'EXPOSURE') || limits.length === 0 || states.length === 0) {
      report('L4', `STOP ${code} without a cause: ${text}`)
      return
    }
    const least = (pick: (risk: Risk) => number): number => Math.min(...limits.map(({ risk }) => pick(risk)))
    const lost = sum(lostMicros, states)
    if (code === 'LOSS' && lost < least((risk) => risk.maxDailyLossMicros) * NEARLY)
      report('L4', `STOP LOSS at ${lost} micros by the venue's books: ${text}`)
    const locked = sum(lockedMicros, states)
    if (code === 'EXPOSURE' && locked < least((risk) => risk.maxUsdcLockedMicros))
      report('L4', `STOP EXPOSURE at ${locked} micros by the venue's books: ${text}`)
  }
}

type Risk = Pick<Limits['risk'], 'maxDailyLossMicros' | 'maxUsdcLockedMicros'>

/** A limit that is not set is no cause. */
const stackRisk = (limits: StackLimits | undefined): readonly { readonly risk: Risk }[] =>
  limits === undefined
    ? []
    : [
        {
          risk: {
            maxDailyLossMicros: limits.dailyLossMicros ?? NO_LIMIT,
            maxUsdcLockedMicros: limits.lockedMicros ?? NO_LIMIT,
          },
        },
      ]

const NO_LIMIT = usdc(1e15)
