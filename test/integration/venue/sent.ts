import http, { type OutgoingHttpHeaders } from 'node:http'
import { onTestFinished, vi } from 'vitest'
import type { ServedExchange } from '../../../desk/exchange/http/serveExchange.ts'

/** What went over the wire, by method, path and query; bodies of posts parsed. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
  readonly headers: OutgoingHttpHeaders
}

/** Everything that goes to this venue, as it is handed to the network. */
export function listenIn(served: ServedExchange): readonly Sent[] {
  const sent: Sent[] = []
  const hosts = [served.url, served.dataUrl]
  const request = http.request
  const tap = vi.spyOn(http, 'request').mockImplementation((...of: Parameters<typeof http.request>) => {
    const outgoing = request(...of)
    const url = of[0] instanceof URL ? of[0] : null
    if (url === null || !hosts.includes(url.origin)) return outgoing
    const end = outgoing.end.bind(outgoing)
    outgoing.end = ((body?: string) => {
      sent.push({
        method: outgoing.method,
        path: url.pathname,
        query: url.searchParams,
        body: body === undefined ? null : JSON.parse(body),
        headers: outgoing.getHeaders(),
      })
      return end(body)
    }) as typeof outgoing.end
    return outgoing
  })
  onTestFinished(() => tap.mockRestore())
  return sent
}
