import type { Reply } from './reply.ts'
import type { ModeName } from './tradingMode.ts'

/** A request as faults see it, before the venue acts on it. */
export interface FaultedRequest {
  /** As in the counts of calls, e.g. "POST /order". */
  readonly route: string
  readonly body: string
  /** Market time. */
  readonly nowMs: number
}

/** What befalls a request on its way to the venue, and in it. */
export type FaultBefore =
  /** The socket closes without a byte, and nothing was done. */
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly ms: number }
  /** Another answer goes out, and nothing was done. */
  | { readonly do: 'reply'; readonly reply: Reply }
  | { readonly do: 'replyTo'; readonly answer: (request: FaultedRequest) => Reply }
  /** Reads of the account show its state of this long ago. */
  | { readonly do: 'stale'; readonly ms: number }
  /** The venue changes its mode, for this request already. */
  | { readonly do: 'mode'; readonly mode: ModeName; readonly ms: number; readonly wipe: boolean }
  /** Somebody trades with the orders that the request would cancel; nobody sees those trades for `hideMs`. */
  | { readonly do: 'fill'; readonly part: 'half' | 'all'; readonly hideMs: number }

/** What befalls the answer, when the venue has acted. */
export type FaultAfter =
  /** The socket closes without a byte. */
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'alter'; readonly alter: (honest: Reply, request: FaultedRequest) => Reply }
  /** Half of the bytes, then the socket closes. */
  | { readonly do: 'tear' }
  /** Headers and a body that does not end. */
  | { readonly do: 'endless' }

export interface InjectedFaults {
  readonly before: readonly FaultBefore[]
  readonly after: readonly FaultAfter[]
}

/** Asked once a request, null being the rule. Which faults there are is for its callers to say. */
export type Faults = (request: FaultedRequest) => InjectedFaults | null

/** Longest delay: longer ones are drops to every client with a deadline. */
export const MAX_FAULT_DELAY_MS = 120_000
