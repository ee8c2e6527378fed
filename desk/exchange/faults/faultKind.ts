import type { ForcedSettlement } from '../../../shared/simulator/tradeLife.ts'
import type { FaultAfter, FaultBefore } from '../http/faults.ts'
import type { ServeOptions } from '../http/serveOptions.ts'
import type { Words } from './words.ts'

/** What a fault does, by where it strikes. */
export type Effect =
  | { readonly on: 'request'; readonly before?: FaultBefore; readonly after?: FaultAfter }
  /** A trade that is matched meets another fate than the one it would have drawn. */
  | { readonly on: 'settlement'; readonly fate: ForcedSettlement }
  /** The whole venue behaves so, from its start to its end. */
  | { readonly on: 'venue'; readonly settings: VenueSettings }

export type VenueSettings = Partial<
  Pick<ServeOptions, 'terminalOrders' | 'tradeStatusPrefix' | 'heartbeatError' | 'rateLimitTier' | 'postForm'>
>

/** One entry of the catalogue. */
export interface FaultKind {
  /** What may follow the name, as the help prints it; absent: nothing. */
  readonly argument?: string
  /** One line for people. */
  readonly help: string
  /** Routes it makes sense on, by pattern; absent: all requests. */
  readonly routes?: readonly string[]
  /** Strikes once unless the rule says otherwise. */
  readonly once?: true
  /** @throws InputError where the words are not what `argument` says. */
  readonly make: (words: Words) => Effect
}

/** Routes with a meaning of their own: not requests, but what happens inside. */
export const SETTLEMENT_ROUTE = 'settlement'
export const VENUE_ROUTE = 'venue'
export const EVERYWHERE: readonly string[] = ['*']
