/** What we use of Lambda's context. */
export interface Invocation {
  getRemainingTimeInMillis(): number
}

/** An entry point as Lambda, a test or the desk calls it. */
export type EntryPoint<R> = (event: unknown, invocation: Invocation) => Promise<R>
