import type { Reply } from './reply.ts'

/** Where a fault may strike: before the venue acts on the request, or after it acted and before it answers. */
export interface FaultPoint {
  /** As in the counts of calls, e.g. "POST /order". */
  readonly route: string
  readonly phase: 'before' | 'after'
  readonly body: string
  /** The honest answer; null before the venue acted. */
  readonly reply: Reply | null
}

export type Fault =
  /** The socket closes without a byte. */
  | { readonly do: 'drop' }
  /** The request, or its answer, is on its way for this long. */
  | { readonly do: 'delay'; readonly ms: number }
  /** Another answer goes out; before the venue acted, it then never acts. */
  | { readonly do: 'reply'; readonly reply: Reply }

/** Asked twice a request. The seam only: which faults there are is for its callers to say. */
export type Faults = (point: FaultPoint) => Fault | null

/** Longest delay: longer ones are drops to every client with a deadline. */
export const MAX_FAULT_DELAY_MS = 120_000
