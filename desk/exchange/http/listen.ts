import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './answer.ts'
import { type Fault, type FaultPoint, type Faults, MAX_FAULT_DELAY_MS } from './faults.ts'
import { readBody } from './readBody.ts'
import { type Reply, refuse } from './reply.ts'
import { type ApiContext, type Call, type Route, routeName } from './route.ts'
import { createRouter } from './router.ts'

export interface Listening {
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
export async function listen(options: Listening): Promise<{ readonly server: Server; readonly url: string }> {
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
  { context, faults, calls }: Listening,
  router: ReturnType<typeof createRouter>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request)
  if (body === null) return send(response, refuse(413, 'Payload Too Large'))
  const [path = '', query = ''] = (request.url ?? '').split('?', 2)
  const method = request.method ?? ''
  const routed = router(method, path)
  if (routed === null) return send(response, refuse(404, 'Not Found'))
  const { route, params } = routed
  const name = routeName(route)
  calls.set(name, (calls.get(name) ?? 0) + 1)
  const ask = (phase: FaultPoint['phase'], reply: Reply | null) => faults({ route: name, phase, body, reply })

  const before = await suffer(ask('before', null))
  if (before !== null) return before.do === 'drop' ? drop(response) : send(response, before.reply)
  const search = new URLSearchParams(query)
  const call: Call = { method, path, params, query: search, body, headers: request.headers }
  const reply = answer(context, route, call)
  const after = await suffer(ask('after', reply))
  if (after?.do === 'drop') return drop(response)
  send(response, after?.reply ?? reply)
}

/** Waits where the fault is a delay; hands on the ones that end the exchange of words. */
async function suffer(fault: Fault | null): Promise<Exclude<Fault, { do: 'delay' }> | null> {
  if (fault?.do !== 'delay') return fault
  const ms = Math.min(fault.ms, MAX_FAULT_DELAY_MS)
  await new Promise<void>((resolve) => setTimeout(resolve, ms).unref())
  return null
}

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}
