import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Exchange } from '../../exchange.ts'
import type { ApiContext } from '../route.ts'
import { ChannelHub } from './channelHub.ts'
import type { Hub } from './hub.ts'
import { UserHub } from './userHub.ts'

/** A subscription of five hundred tokens has some 40 kB. */
const MAX_FRAME_BYTES = 262_144

export interface ServedChannel {
  /** Breaks every connection. */
  drop(): void
  close(): void
}

/**
 * Serves the venue's market and user channels next to the CLOB: docs/exchange.md says what of them.
 * @param calls Each connection is one more request of its path.
 */
export function serveChannel(server: Server, context: ApiContext, calls: Map<string, number>): ServedChannel {
  const { exchange } = context
  const doors = new Map([
    ['/ws/market', doorOf(exchange, () => new ChannelHub(exchange))],
    ['/ws/user', doorOf(exchange, () => new UserHub(context))],
  ])
  server.on('upgrade', (request, socket, head) => {
    const path = request.url?.split('?')[0] ?? ''
    const door = doors.get(path)
    if (door === undefined) {
      socket.destroy()
      return
    }
    calls.set(`GET ${path}`, (calls.get(`GET ${path}`) ?? 0) + 1)
    door.handleUpgrade(request, socket, head, (opened) => door.emit('connection', opened, request))
  })
  const drop = (): void => {
    for (const door of doors.values()) for (const socket of door.clients) socket.terminate()
  }
  return {
    drop,
    close: () => {
      drop()
      for (const door of doors.values()) door.close()
    },
  }
}

/** The exchange is watched while anybody is here; the hub is another one when somebody comes again. */
function doorOf<Client>(exchange: Exchange, makeHub: () => Hub<Client>): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES })
  const clients = new Set<Client>()
  let open: { readonly hub: Hub<Client>; readonly unwatch: () => void } | null = null
  const opened = () => {
    const hub = makeHub()
    return { hub, unwatch: exchange.watch((of) => hub.publish(clients, of)) }
  }
  sockets.on('connection', (socket) => {
    open ??= opened()
    const { hub } = open
    const client = hub.enter(socket)
    clients.add(client)
    socket.on('message', (data, isBinary) => {
      if (!isBinary) hub.take(client, String(data))
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clients.delete(client)
      if (clients.size > 0) return
      open?.unwatch()
      open = null
    })
  })
  return sockets
}
