import type { Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ApiContext } from '../route.ts'
import { ChannelHub } from './channelHub.ts'
import { UserHub } from './userHub.ts'

/** A subscription of five hundred tokens has some 40 kB. */
const MAX_FRAME_BYTES = 262_144

export interface ServedChannel {
  /** Breaks every connection. */
  drop(): void
  close(): void
}

/** One channel: who comes, what they say, who leaves. */
interface Hub<Client> {
  enter(socket: WebSocket): Client
  take(client: Client, text: string): void
  leave(client: Client): void
  drop(): void
}

/**
 * Serves the venue's market and user channels next to the CLOB: docs/exchange.md says what of them.
 * @param calls Each connection is one more request of its path.
 */
export function serveChannel(server: Server, context: ApiContext, calls: Map<string, number>): ServedChannel {
  const market = new ChannelHub(context.exchange)
  const user = new UserHub(context)
  const doors = new Map([
    ['/ws/market', doorOf(market)],
    ['/ws/user', doorOf(user)],
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
    market.drop()
    user.drop()
  }
  return {
    drop,
    close: () => {
      drop()
      for (const door of doors.values()) door.close()
    },
  }
}

function doorOf<Client>(hub: Hub<Client>): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES })
  sockets.on('connection', (socket) => {
    const client = hub.enter(socket)
    socket.on('message', (data, isBinary) => {
      if (!isBinary) hub.take(client, String(data))
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => hub.leave(client))
  })
  return sockets
}
