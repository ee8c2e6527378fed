import { ClobClient } from '@polymarket/clob-client-v2'
import { handOver } from './ask.ts'
import type { BuiltRequest } from './request.ts'

type ClientOptions = ConstructorParameters<typeof ClobClient>[0]
type Options = Pick<BuiltRequest, 'params' | 'headers' | 'data'>

/**
 * The official client, which builds, signs and serialises: its three ways to the network end in `handOver`, and its own
 * HTTP library is never reached.
 */
export function createClient(options: Omit<ClientOptions, 'retryOnError' | 'throwOnError'>): ClobClient {
  const client = new ClobClient({ ...options, retryOnError: false, throwOnError: true })
  for (const [name, way] of Object.entries(WAYS)) {
    // One that a later client no longer has would leave its successor open.
    if (typeof Reflect.get(client, name) !== 'function') throw new Error(`the client has no "${name}"`)
    Reflect.set(client, name, way)
  }
  return client
}

const by =
  (method: BuiltRequest['method']) =>
  (url: string, { params, headers, data }: Options = {}): Promise<unknown> =>
    handOver({ method, url, params, headers, data })

const WAYS = { get: by('GET'), post: by('POST'), del: by('DELETE') } as const
