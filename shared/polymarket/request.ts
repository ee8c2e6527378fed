/** A request as it was built, by the venue's client or by us. */
export interface BuiltRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Of host and path; it may carry a query. */
  readonly url: string
  /** What is undefined or null does not go out. */
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Goes out as JSON. */
  readonly data?: unknown
}

/** @throws Error for a parameter that is not a plain value: nobody knows how the venue would read it. */
export function urlOf({ url: text, params = {} }: BuiltRequest): URL {
  const url = new URL(text)
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue
    if (typeof value === 'object')
      throw new Error(`the parameter ${name} of ${url.pathname} is not a plain value`)
    url.searchParams.append(name, String(value))
  }
  return url
}

/** Those of the client's own requests, so that ours look the same. */
const COMMON = {
  'User-Agent': '@polymarket/clob-client',
  Accept: '*/*',
  Connection: 'keep-alive',
  'Content-Type': 'application/json',
} as const

export const headersOf = ({ method, headers = {} }: BuiltRequest): Readonly<Record<string, string>> => ({
  ...headers,
  ...COMMON,
  ...(method === 'GET' ? { 'Accept-Encoding': 'gzip' } : {}),
})
