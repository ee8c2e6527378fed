import type { Context } from './context.ts'
import type { RefusalCode } from './refusalWords.ts'
import type { MarketState } from './state.ts'

/** What must hold before something is posted: where it does not, the tick refuses, by name. */
export type PostCondition = Single | Several

interface Single {
  /** The requirement's words, where it is one of its conditions. */
  readonly says?: string
  readonly refusal: RefusalCode
  readonly holds: (context: Context) => boolean
}

/** One condition in the requirement's words or ours, and several names for what is amiss. */
interface Several {
  readonly says: string
  readonly refusals: (context: Context) => readonly RefusalCode[]
}

/** What holds of every state that a change of phase leads to: where it does not, the change is an error in the bot. */
export interface StateCondition {
  readonly says: string
  readonly holds: (after: MarketState) => boolean
}

/** The names of what does not hold, in the order of the table. */
export const refusalsOf = (conditions: readonly PostCondition[], context: Context): readonly RefusalCode[] =>
  conditions.flatMap((condition) =>
    'refusals' in condition
      ? condition.refusals(context)
      : condition.holds(context)
        ? []
        : [condition.refusal],
  )
