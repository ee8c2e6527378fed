import { WebSocket } from 'ws'
import { Pings } from './pings.ts'

/** The first books of 390 tokens were seen to come as one frame of 1.65 MB. */
const MAX_FRAME_BYTES = 8_000_000
/** Of connecting and shaking hands. */
const OPEN_MS = 15_000

/** How often the venue wants a PING, and after how long without a PONG its own clients give up. */
export const PING_MS = 10_000
export const PONG_MS = 30_000

/** One connection to a channel of the venue. */
export interface Channel {
  readonly isOpen: boolean
  /** Nothing is sent to a connection that is not open. */
  send(text: string): void
  ping(): void
  /**
   * Asks for a sign of life. @returns whether one came: then all that the venue had sent before it was asked has been
   * taken, for it answers in turn.
   */
  prove(): Promise<boolean>
  /** At once; nothing is reported any more. */
  close(): void
}

/**
 * Opens a connection; never throws. A frame that is larger than any of the venue's ends it. Nothing is compressed, so
 * a frame takes no more memory than it has bytes.
 */
export function openChannel(of: {
  readonly url: string
  readonly onOpen: (channel: Channel) => void
  readonly onText: (text: string) => void
  readonly onPong: () => void
  /** Once, when it has ended by itself. */
  readonly onEnd: (why: string) => void
}): Channel {
  const socket = new WebSocket(of.url, {
    perMessageDeflate: false,
    maxPayload: MAX_FRAME_BYTES,
    handshakeTimeout: OPEN_MS,
  })
  let isOver = false
  let wasOpen = false
  const send = (text: string): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }
  const pings = new Pings(() => send('PING'))
  const channel: Channel = {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    send,
    ping: () => pings.send(),
    prove: () => pings.prove(),
    close: () => {
      isOver = true
      pings.end()
      socket.terminate()
    },
  }
  socket.on('open', () => {
    wasOpen = true
    if (!isOver) of.onOpen(channel)
  })
  socket.on('message', (data, isBinary) => {
    if (isOver || isBinary) return
    const text = String(data)
    if (text === 'PONG') {
      of.onPong()
      pings.answered()
    } else of.onText(text)
  })
  // The end follows it; unheard it would end the process.
  socket.on('error', () => {})
  socket.on('close', (code) => {
    pings.end()
    if (isOver) return
    isOver = true
    of.onEnd(endOf(wasOpen, code))
  })
  return channel
}

/** What ends without a word of the venue's has this code. */
const BROKEN = 1006

function endOf(wasOpen: boolean, code: number): string {
  if (!wasOpen) return 'no connection'
  return code === BROKEN ? 'the connection broke' : `the connection closed (${code})`
}
