/** What we use of Lambda's context. */
export interface Invocation {
  getRemainingTimeInMillis(): number
  /** The same for each retry of one event. */
  readonly awsRequestId?: string
  /** Ends in the alias, where it was invoked by one. */
  readonly invokedFunctionArn?: string
}

/** An entry point as Lambda, a test or the desk calls it. */
export type EntryPoint<R> = (event: unknown, invocation: Invocation) => Promise<R>
