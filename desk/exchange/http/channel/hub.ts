import type { WebSocket } from 'ws'

/** One channel: who comes, what they say, and what they are sent once the exchange has moved. */
export interface Hub<Client> {
  enter(socket: WebSocket): Client
  take(client: Client, text: string): void
  publish(clients: Iterable<Client>, of: { readonly isSnapshot: boolean }): void
}

/** Who reads no faster than this is behind for good. */
const MAX_BEHIND_BYTES = 16_000_000

export function sendFrame({ socket }: { readonly socket: WebSocket }, text: string): void {
  if (socket.bufferedAmount > MAX_BEHIND_BYTES) socket.terminate()
  else socket.send(text)
}
