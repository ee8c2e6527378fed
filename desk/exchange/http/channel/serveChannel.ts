import type { Server } from 'node:http'
import { WebSocketServer } from 'ws'
import type { Exchange } from '../../exchange.ts'
import { ChannelHub } from './channelHub.ts'

const PATH = '/ws/market'
/** A subscription of five hundred tokens has some 40 kB. */
const MAX_FRAME_BYTES = 262_144

export interface ServedChannel {
  /** Breaks every connection. */
  drop(): void
  close(): void
}

/** Serves the venue's market channel at /ws/market beside the CLOB: docs/exchange.md says what of it. */
export function serveChannel(server: Server, exchange: Exchange): ServedChannel {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME_BYTES })
  const hub = new ChannelHub(exchange)
  sockets.on('connection', (socket) => {
    const client = hub.enter(socket)
    socket.on('message', (data, isBinary) => {
      if (!isBinary) hub.take(client, String(data))
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => hub.leave(client))
  })
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== PATH) {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request))
  })
  return {
    drop: () => hub.drop(),
    close: () => {
      hub.drop()
      sockets.close()
    },
  }
}
