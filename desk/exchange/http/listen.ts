import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './answer.ts'
import type { Faults } from './faults.ts'
import { injectFaults } from './injectFaults.ts'
import { readBody } from './readBody.ts'
import { refuse } from './reply.ts'
import { type ApiContext, type Call, type Route, routeName } from './route.ts'
import { createRouter } from './router.ts'
import { drop, send, sendFaulty } from './send.ts'

export interface ListeningServer {
  readonly context: ApiContext
  readonly routes: readonly Route[]
  readonly faults: Faults
  readonly calls: Map<string, number>
  readonly host: string
  readonly port: number
  /** A handler threw: a broken invariant of the simulation, not something a venue does. */
  readonly onError: (error: unknown) => void
}

const KEEP_ALIVE_MS = 75_000

/** Serves a table of routes; resolves once the port is bound. */
export async function listen(
  options: ListeningServer,
): Promise<{ readonly server: Server; readonly url: string }> {
  const route = createRouter(options.routes)
  const server = createServer((request, response) => {
    serve(options, route, request, response).catch((error: unknown) => {
      send(response, refuse(500, 'Internal server error'))
      options.onError(error)
    })
  })
  // Beyond a minute's schedule: a socket closed just as it is used again would be a fault nobody asked for.
  server.keepAliveTimeout = KEEP_ALIVE_MS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  return { server, url: `http://${options.host}:${port}` }
}

async function serve(
  { context, faults, calls }: ListeningServer,
  router: ReturnType<typeof createRouter>,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Market time, which is the venue's only clock.
  response.setHeader('date', new Date(context.exchange.nowMs()).toUTCString())
  const body = await readBody(incoming)
  if (body === null) return send(response, refuse(413, 'Payload Too Large'))
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2)
  const method = incoming.method ?? ''
  const routed = router(method, path)
  if (routed === null) return send(response, refuse(404, 'Not Found'))
  const { route, params } = routed
  const name = routeName(route)
  calls.set(name, (calls.get(name) ?? 0) + 1)
  const refusal = context.addressLimits.take(method, path, context.exchange.nowMs())
  if (refusal !== null) return send(response, refusal)
  const request = { route: name, body, nowMs: context.exchange.nowMs() }
  const injected = faults(request)
  const call: Call = {
    method,
    path,
    params,
    query: new URLSearchParams(query),
    body,
    headers: incoming.headers,
  }
  if (injected === null) return send(response, answer(context, route, call))
  const interrupted = await injectFaults(injected.before, { context, call, request })
  if (interrupted.is === 'dropped') return drop(response)
  if (interrupted.is === 'replied') return send(response, interrupted.reply)
  const reply = answer(interrupted.context, route, call)
  await sendFaulty(response, reply, { faults: injected.after, request })
}
