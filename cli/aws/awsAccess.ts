/** How AWS is reached: by the caller's own credentials, in one region, at AWS's endpoints or another. */
export interface AwsAccess {
  readonly region: string
  readonly endpointUrl: string | null
  /** For the constructor of whichever client. */
  readonly client: {
    readonly region: string
    readonly endpoint?: string
    readonly maxAttempts: number
  }
}

const MAX_ATTEMPTS = 3
/** Longer than any healthy answer: AWS that is down must not hold an operator. */
const DEADLINE_MS = 15_000

export const createAwsAccess = (region: string, endpointUrl: string | null): AwsAccess => ({
  region,
  endpointUrl,
  client: {
    region,
    maxAttempts: MAX_ATTEMPTS,
    ...(endpointUrl === null ? {} : { endpoint: endpointUrl }),
  },
})

/** A client that is let go with the block that holds it, by `using`. */
export const closing = <T extends { destroy(): void }>(client: T): T & Disposable =>
  Object.assign(client, { [Symbol.dispose]: () => client.destroy() })

/** Options of a call that ends. */
export const withDeadline = (ms: number = DEADLINE_MS): { readonly abortSignal: AbortSignal } => ({
  abortSignal: AbortSignal.timeout(ms),
})

/** Messages of the SDK may quote what they were given; a name and the first words are enough for a person. */
export const failureName = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown error'
