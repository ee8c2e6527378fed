import { counted } from '../../../shared/domain/counted.ts'
import { retryAfterMs } from '../../../shared/polymarket/channel/retryAfter.ts'
import { appendTape } from '../appendTape.ts'
import type { TapeHeader } from '../format.ts'
import { askBook, askHeader } from '../publicBook.ts'
import { FLUSH_EVERY_MS, Following, type RecordOptions } from '../recordMarket.ts'
import { CHANNEL_WAITS, channelSession, type SessionWaits } from './channelSession.ts'
import { MarketRecorder } from './marketRecorder.ts'

/** After this many silent connections the public book is polled, for this long, before the next one. */
const FALLBACK_AFTER = 3
const FALLBACK_MS = 60_000
/** Two tokens each; a frame with more ids than a hundred was seen to close the connection. */
export const MAX_RECORDED_MARKETS = 50

type Polling = Pick<RecordOptions, 'host' | 'everyMs' | 'clock' | 'isOver' | 'onNotice'>

/** How the public books are read where there is no channel, and what else there is to record. */
export interface ChannelRecordOptions extends Polling {
  readonly markets: readonly Pick<RecordOptions, 'file' | 'market' | 'token'>[]
  readonly gammaHost: string
  /** The market channel. */
  readonly channel: string
  /** Shorter ones in tests. */
  readonly waits?: SessionWaits & {
    readonly lookMs: number
    readonly retryMs: number
    readonly fallbackMs: number
  }
}

export interface RecordedTape {
  readonly file: string
  readonly events: number
  readonly trades: number
  readonly gaps: number
  /** To the end of its market. */
  readonly gone: boolean
}

export type ChannelRecorded =
  | { readonly is: 'recorded'; readonly tapes: readonly RecordedTape[] }
  | { readonly is: 'refused'; readonly why: string }

/** Looks at the public book, progress, and an unchanged book on the tape. */
const LOOK_MS = 60_000

/**
 * Follows live markets into tapes by the venue's market channel, until it is stopped or all are closed: exact trades,
 * every change in the venue's order. A break is a gap, and the next connection begins with whole books; where there is
 * no channel, the public book is polled until there is.
 * @throws InputError where a file is another market's tape, or none.
 */
export async function recordChannel(options: ChannelRecordOptions): Promise<ChannelRecorded> {
  const headers = await askHeaders(options)
  if (typeof headers === 'string') return { is: 'refused', why: headers }
  const markets: MarketRecorder[] = []
  try {
    for (const [index, { file }] of options.markets.entries()) {
      const header = { ...(headers[index] as TapeHeader), source: 'market channel' }
      const { writer, isContinued } = await appendTape(file, header)
      const recorder = new MarketRecorder({ file, header, writer })
      markets.push(recorder)
      if (isContinued) recorder.gap()
    }
    await follow(markets, options)
    for (const { writer } of markets) writer.end()
  } catch (error) {
    for (const { writer } of markets) writer.abandon()
    throw error
  }
  const tapes = markets.map(({ file, events, trades, gaps, isGone: gone }) => {
    return { file, events, trades, gaps, gone }
  })
  return { is: 'recorded', tapes }
}

async function askHeaders(options: ChannelRecordOptions): Promise<TapeHeader[] | string> {
  const { markets, host, gammaHost, clock } = options
  const headers: TapeHeader[] = []
  for (const { market, token } of markets) {
    const header = await askHeader({ clob: host, gamma: gammaHost, clock }, { market, token })
    if (header.is === 'gone') return `the venue does not know market ${market}`
    if (header.is === 'failed') return `market ${market} at ${host}: ${header.why}`
    headers.push(header.value)
  }
  return headers
}

async function follow(markets: readonly MarketRecorder[], options: ChannelRecordOptions): Promise<void> {
  const { clock, channel: url, isOver, onNotice } = options
  const { retryMs, fallbackMs, ...waits } = options.waits ?? {
    ...CHANNEL_WAITS,
    lookMs: LOOK_MS,
    retryMs: undefined,
    fallbackMs: FALLBACK_MS,
  }
  const onStep = duties(markets, options, waits.lookMs)
  let silent = 0
  for (let losses = 0; ; losses += 1) {
    const alive = markets.filter(({ isGone }) => !isGone)
    const end = await channelSession({ url, markets: alive, clock, isOver, onStep, waits })
    if (end.is === 'over') return
    for (const market of alive) market.gap()
    if (end.wasHeard) losses = 0
    silent = end.wasHeard ? 0 : silent + 1
    onNotice(`market channel: ${end.why}`)
    if (silent >= FALLBACK_AFTER) {
      onNotice('no market channel: reading the public books instead')
      await poll(alive, options, fallbackMs)
    } else await clock.sleep(retryAfterMs(losses, retryMs))
    if (isOver() || alive.every(({ isGone }) => isGone)) return
  }
}

/** What comes round while a connection is open: flushing, and each minute a look at the public book, and progress. */
function duties(
  markets: readonly MarketRecorder[],
  { clock, host, onNotice }: ChannelRecordOptions,
  lookMs: number,
): () => Promise<string | null> {
  let flushedAtMs = clock.nowMs()
  let lookedAtMs = clock.nowMs()
  return async () => {
    const nowMs = clock.nowMs()
    if (nowMs - flushedAtMs >= FLUSH_EVERY_MS) {
      flushedAtMs = nowMs
      for (const { writer } of markets) writer.flush()
    }
    if (nowMs - lookedAtMs < lookMs) return null
    lookedAtMs = nowMs
    let why: string | null = null
    for (const market of markets.filter(({ isGone }) => !isGone)) {
      const asked = await askBook(host, market.header.tokens[0])
      if (asked.is === 'gone') {
        market.end(clock.nowMs())
        onNotice(`${market.file}: the book is gone: the market is closed`)
      } else if (asked.is === 'answer' && market.isFrozen(asked.value)) {
        why = `it is silent although the public book of ${market.file} changes`
      } else market.writeUnchanged(clock.nowMs(), lookMs)
      onNotice(
        `${market.file}: ${counted(market.events, 'event')}, ${counted(market.trades, 'trade')}, ${counted(market.gaps, 'gap')}`,
      )
    }
    return why
  }
}

async function poll(
  markets: readonly MarketRecorder[],
  { host, clock, everyMs, isOver, onNotice }: ChannelRecordOptions,
  forMs: number,
): Promise<void> {
  const followed = markets.map((market) => ({
    market,
    following: new Following(market.writer, {
      everyMs,
      onNotice: (text) => onNotice(`${market.file}: ${text}`),
    }),
  }))
  const endMs = clock.nowMs() + forMs
  while (!isOver() && clock.nowMs() < endMs && followed.some(({ following }) => !following.isGone)) {
    for (const { market, following } of followed.filter(({ following: { isGone } }) => !isGone)) {
      following.take(await askBook(host, market.header.tokens[0]), clock.nowMs())
      if (following.isGone) market.isGone = true
    }
    await clock.sleep(everyMs)
  }
  for (const { market, following } of followed) {
    market.gaps += following.gaps
    market.gap()
  }
}
