import { parseJson } from '../../domain/parseJson.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Channel, openChannel, PING_MS, PONG_MS } from '../channel/openChannel.ts'
import { retryAfterMs } from '../channel/retryAfter.ts'
import { FrameBudget } from './frameBudget.ts'

export interface KeptChannel {
  /** Nothing is sent while there is no connection: its hello says what is subscribed. */
  send(text: string): void
  close(): void
}

/**
 * A channel that is connected again whenever it is lost, after growing pauses, until it is closed. What comes faster
 * than it may be read is dropped, which is reported once a second.
 */
export function keepChannel(of: {
  readonly url: string
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Sent as soon as it is open. */
  readonly hello: () => readonly string[]
  readonly onJson: (json: unknown) => void
  readonly onFlood: () => void
}): KeptChannel {
  const budget = new FrameBudget()
  let channel: Channel | null = null
  let losses = 0
  let timer: NodeJS.Timeout | undefined
  let pings: NodeJS.Timeout | undefined
  let isClosed = false

  const onText = (text: string): void => {
    losses = 0
    const spent = budget.spend(text.length, of.clock.monotonicMs())
    if (spent === 'flood') of.onFlood()
    if (spent !== 'read') return
    const json = parseJson(text)
    if (json !== undefined) of.onJson(json)
  }
  const again = (): void => {
    clearInterval(pings)
    channel = null
    if (isClosed) return
    timer = setTimeout(open, retryAfterMs(losses))
    losses += 1
  }
  const open = (): void => {
    let pongAtMs = of.clock.monotonicMs()
    const opened = openChannel({
      url: of.url,
      onText,
      onPong: () => {
        pongAtMs = of.clock.monotonicMs()
      },
      onOpen: () => {
        for (const text of of.hello()) opened.send(text)
        pings = setInterval(() => {
          if (of.clock.monotonicMs() - pongAtMs <= PONG_MS) opened.ping()
          else {
            opened.close()
            again()
          }
        }, PING_MS)
      },
      onEnd: again,
    })
    channel = opened
  }
  open()
  return {
    send: (text) => channel?.send(text),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      clearInterval(pings)
      channel?.close()
    },
  }
}
