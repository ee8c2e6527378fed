import type { OrderDraft } from '../domain/order.ts'
import type { Action } from './decision.ts'
import type { ReasonCode } from './reason.ts'
import type { RefusalCode } from './refusalWords.ts'
import type { FlattenLeft } from './state.ts'
import type { TickState } from './states.ts'

/** What a tick does of what its state allows. */
export type AllowedAction =
  | 'wait'
  | 'observe'
  | 'post entry'
  | 'cancel entry'
  | 'post exit'
  | 'reprice exit'
  | 'cancel what lives'
  | 'flatten'
  | 'STOP'

/** What a tick took from the table, and why. Its actions have not passed the risk check yet. */
export interface Row {
  readonly at: TickState
  readonly does: AllowedAction
  readonly code: ReasonCode
  readonly reason: string
  readonly actions: readonly Action<OrderDraft>[]
  /** The conditions that do not hold, in the order of the table. */
  readonly refusals?: readonly RefusalCode[]
  /** What a flatten could not sell. */
  readonly left?: FlattenLeft
}

/** As the audit record has it. */
export const rowName = ({ at, does }: Pick<Row, 'at' | 'does'>): string =>
  at === 'STOP' ? at : `${at}: ${does}`

/** Nothing is done; `refusals` are the conditions that did not hold. */
export const waitRow = (
  at: TickState,
  code: ReasonCode,
  reason: string,
  refusals?: readonly RefusalCode[],
): Row => ({ at, does: 'wait', code, reason, actions: [], ...(refusals && { refusals }) })
