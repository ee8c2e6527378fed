import axios, { type InternalAxiosRequestConfig } from 'axios'
import { onTestFinished } from 'vitest'
import type { ServedExchange } from '../../../desk/exchange/http/serveExchange.ts'

/** What went over the wire, by method, path and query; bodies of posts parsed. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly headers: InternalAxiosRequestConfig['headers']
}

/** Everything that goes to this venue, as the client hands it to the network. */
export function listenIn(served: ServedExchange): readonly Sent[] {
  const sent: Sent[] = []
  const hosts = [served.url, served.dataUrl]
  const tap = axios.interceptors.request.use((config) => {
    const url = new URL(config.url ?? '')
    if (!hosts.includes(url.origin)) return config
    const query = new URLSearchParams(url.search)
    for (const [name, value] of Object.entries(config.params ?? {})) {
      if (value !== undefined && value !== null) query.append(name, String(value))
    }
    sent.push({
      method: (config.method ?? 'get').toUpperCase(),
      path: url.pathname,
      query,
      // As it goes out: what is undefined does not.
      body: config.data === undefined ? null : JSON.parse(JSON.stringify(config.data)),
      headers: config.headers,
    })
    return config
  })
  onTestFinished(() => axios.interceptors.request.eject(tap))
  return sent
}
