import { epochMs } from '../../shared/domain/units.ts'
import { CLOB_HOST, GAMMA_HOST } from '../../shared/domain/venueRules.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { appendTape } from './appendTape.ts'
import { bookEvent } from './bookSizes.ts'
import { bookSteps } from './bookSteps.ts'
import { askBook, askHeader, type PublicAnswer, type PublicBook } from './publicBook.ts'
import type { TapeWriter } from './tapeWriter.ts'

/** No answer for this long is a break in the tape: a trade may have come and gone. */
const MIN_BREAK_MS = 5_000
const BREAK_POLLS = 3
/** Written this often even if unchanged, so that a calm market is distinguished from a dead recorder. */
const UNCHANGED_EVERY_MS = 60_000
/** What a crash of the recorder may cost. */
export const FLUSH_EVERY_MS = 10_000

export interface RecordOptions {
  readonly file: string
  /** The public API of the order book. */
  readonly host: string
  /** That of the catalogue, which alone knows the hour of the market's end; default: the venue's, or the same host. */
  readonly gammaHost?: string
  readonly market: string
  readonly token: string
  readonly everyMs: number
  readonly clock: Clock
  /** Asked before each poll. */
  readonly isOver: () => boolean
  readonly onNotice: (notice: string) => void
}

export type RecordingResult =
  | { readonly is: 'recorded'; readonly events: number; readonly gaps: number; readonly gone: boolean }
  | { readonly is: 'refused'; readonly why: string }

/**
 * Follows a live market into a tape by polling its public book, until it is stopped or the book is gone. Breaks of
 * the connection and of the recorder itself are marked as gaps.
 * @throws InputError where the file is another market's tape, or none.
 */
export async function recordMarket(options: RecordOptions): Promise<RecordingResult> {
  const { host, market, token, clock, everyMs } = options
  const gamma = options.gammaHost ?? (host === CLOB_HOST ? GAMMA_HOST : host)
  const header = await askHeader({ clob: host, gamma, clock }, { market, token })
  if (header.is !== 'answer') {
    return {
      is: 'refused',
      why: header.is === 'gone' ? 'the venue does not know the market' : `at ${host}: ${header.why}`,
    }
  }
  const { writer, isContinued } = await appendTape(options.file, header.value)
  const following = new Following(writer, options)
  if (isContinued) following.markGap()
  try {
    while (!options.isOver() && !following.isGone) {
      following.take(await askBook(host, token), clock.nowMs())
      if (!following.isGone) await clock.sleep(everyMs)
    }
    const { events } = writer.end()
    return { is: 'recorded', events, gaps: following.gaps, gone: following.isGone }
  } catch (error) {
    writer.abandon()
    throw error
  }
}

/** A tape that grows by looks at the public book, and what has to be recorded next. */
export class Following {
  gaps = 0
  isGone = false
  private readonly writer: TapeWriter
  private readonly options: Pick<RecordOptions, 'everyMs' | 'onNotice'>
  private book: PublicBook | null = null
  private answeredAtMs: number | null = null
  private wroteAtMs = 0
  private flushedAtMs = 0
  private isFailing = false

  constructor(writer: TapeWriter, options: Pick<RecordOptions, 'everyMs' | 'onNotice'>) {
    this.writer = writer
    this.options = options
  }

  markGap(): void {
    this.gaps += 1
    this.book = null
    this.writer.write({ type: 'gap', atMs: epochMs(this.writer.lastMs()) })
  }

  take(asked: PublicAnswer<PublicBook>, nowMs: number): void {
    if (asked.is === 'answer') this.takeBook(asked.value, nowMs)
    else if (asked.is === 'gone') this.end(nowMs)
    else if (!this.isFailing) {
      this.isFailing = true
      this.options.onNotice(`no book: ${asked.why}`)
    }
    if (nowMs - this.flushedAtMs < FLUSH_EVERY_MS) return
    this.flushedAtMs = nowMs
    this.writer.flush()
  }

  private takeBook(book: PublicBook, nowMs: number): void {
    const breakMs = Math.max(MIN_BREAK_MS, BREAK_POLLS * this.options.everyMs)
    if (this.answeredAtMs !== null && nowMs - this.answeredAtMs > breakMs) this.markGap()
    if (this.isFailing) this.options.onNotice('recording again')
    this.isFailing = false
    this.answeredAtMs = nowMs
    // The venue's own time of the change, unless it contradicts the tape or lies in our future.
    const atMs = Math.max(
      this.writer.lastMs(),
      this.book === null ? nowMs : Math.min(book.changedAtMs, nowMs),
    )
    const events = bookSteps(this.book, book, atMs)
    this.book = book
    for (const event of events) this.writer.write(event)
    if (events.length > 0) this.wroteAtMs = nowMs
    else if (nowMs - this.wroteAtMs >= UNCHANGED_EVERY_MS) {
      this.wroteAtMs = nowMs
      this.writer.write(bookEvent(book, Math.max(this.writer.lastMs(), nowMs)))
    }
  }

  private end(nowMs: number): void {
    this.isGone = true
    const atMs = epochMs(Math.max(this.writer.lastMs(), nowMs))
    this.writer.write({ type: 'market', atMs, change: { accepting: false, closed: true } })
    this.options.onNotice('the book is gone: the market is closed')
  }
}
