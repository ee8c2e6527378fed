import type { WebSocket } from 'ws'

/** Who reads no faster than this is behind for good. */
const MAX_BEHIND_BYTES = 16_000_000

export function sendFrame({ socket }: { readonly socket: WebSocket }, text: string): void {
  if (socket.bufferedAmount > MAX_BEHIND_BYTES) socket.terminate()
  else socket.send(text)
}
