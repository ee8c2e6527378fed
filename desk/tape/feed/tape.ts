import { basename } from 'node:path'
import { InputError } from '../../../shared/domain/inputError.ts'
import { type EpochMs, epochMs, price, size, tokenId } from '../../../shared/domain/units.ts'
import {
  FINE_ABOVE_MICROS,
  FINE_BELOW_MICROS,
  FINE_TICK_MICROS,
  USUAL_MIN_SIZE_MICROS,
  USUAL_TICK_MICROS,
} from '../../../shared/domain/venueRules.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'
import type { TextLine } from '../textLines.ts'
import { type Feed, MAX_EARLY_MS } from './feed.ts'
import { readLines } from './lines.ts'
import { parseTapeLine } from './tapeLine.ts'

/** Recordings do not say when the market ends: after the tape, by enough that no filter of the last hours decides it. */
const END_AFTER_MS = 86_400_000

/**
 * Opens a recording (`*.events.jsonl`). The whole file is read once here, so that a fault in its last line is reported
 * before a session has begun; `events()` reads it again, lazily.
 * @param options gameStartMs: not in the recording; null where the market has none.
 * @throws InputError naming file, line and remedy: missing, empty, cut, reordered or garbled files.
 */
export function openTape(file: string, options: { readonly gameStartMs: EpochMs | null }): Feed {
  const seen = survey(file)
  return {
    name: basename(file).replace(/\.events\.jsonl$/, ''),
    listing: {
      tokens: [tokenId(seen.token), tokenId(seen.otherToken)],
      outcomes: ['Yes', 'No'],
      question: basename(file),
      gameStartMs: options.gameStartMs,
      endMs: epochMs(seen.lastMs + END_AFTER_MS),
      tickMicros: price(seen.fine ? FINE_TICK_MICROS : USUAL_TICK_MICROS),
      minSizeMicros: size(USUAL_MIN_SIZE_MICROS),
    },
    startMs: epochMs(seen.firstMs),
    endMs: epochMs(seen.lastMs),
    events: () => tapeEvents(file),
  }
}

interface Survey {
  token: string
  otherToken: string
  firstMs: number
  lastMs: number
  fine: boolean
}

function survey(file: string): Survey {
  const seen: Survey = { token: '', otherToken: '', firstMs: 0, lastMs: 0, fine: false }
  let events = 0
  for (const parsed of parsedLines(file)) {
    if (parsed.is === 'meta') {
      seen.token = parsed.token
      seen.otherToken = parsed.otherToken
      continue
    }
    if (events === 0) seen.firstMs = parsed.event.atMs
    seen.lastMs = parsed.event.atMs
    seen.fine ||= pricesOf(parsed.event).some(isFine)
    events += 1
  }
  if (events > 0) return seen
  const what = seen.token === '' ? 'the file is empty' : 'the recording holds no events'
  throw new InputError({ file, what, remedy: 'Give a whole recording.' })
}

function* tapeEvents(file: string): Generator<FeedEvent> {
  for (const parsed of parsedLines(file)) if (parsed.is === 'event') yield parsed.event
}

type GoodLine = Exclude<ReturnType<typeof parseTapeLine>, { is: 'bad' }>

/** Checks what holds between lines: the meta line first and once, time going back by no more than a trifle. */
function* parsedLines(file: string): Generator<GoodLine> {
  let lastMs = 0
  let hasMeta = false
  for (const line of readLines(file)) {
    if (line.text.trim() === '') continue
    const parsed = parseTapeLine(line.text)
    if (parsed.is === 'bad') throw garbled(file, line, parsed)
    if ((parsed.is === 'meta') === hasMeta) throw misplacedMeta(file, line.number, hasMeta)
    hasMeta = true
    if (parsed.is === 'meta') {
      yield parsed
      continue
    }
    const { event } = parsed
    if (lastMs - event.atMs > MAX_EARLY_MS) throw reordered(file, line.number, event.atMs, lastMs)
    lastMs = Math.max(lastMs, event.atMs)
    yield event.atMs < lastMs ? { is: 'event', event: { ...event, atMs: epochMs(lastMs) } } : parsed
  }
}

function pricesOf(event: FeedEvent): readonly number[] {
  if (event.type === 'book') return [...event.bids, ...event.asks].map((level) => level.priceMicros)
  if (event.type === 'delta') return event.changes.map((change) => change.priceMicros)
  return event.type === 'trade' ? [event.priceMicros] : []
}

const isFine = (micros: number): boolean =>
  micros > FINE_BELOW_MICROS && micros < FINE_ABOVE_MICROS && micros % USUAL_TICK_MICROS !== 0

function garbled(
  file: string,
  line: TextLine,
  bad: { readonly why: string; readonly json: boolean },
): InputError {
  const at = { line: line.number }
  if (bad.json || line.ended) {
    const remedy = 'A recording holds one JSON object a line: meta, book, delta, trade or trade_unknown.'
    return new InputError({ file, at, what: bad.why, remedy })
  }
  const remedy = 'Copy the whole recording again, or delete its last, incomplete line.'
  return new InputError({ file, at, what: 'the file is cut in the middle of a line', remedy })
}

function misplacedMeta(file: string, line: number, hasMeta: boolean): InputError {
  const [what, remedy] = hasMeta
    ? ['a second meta line', 'Play one recording at a time.']
    : [
        'the meta line with the token ids is missing',
        'Use the whole recording: its first line is {"type":"meta",...}.',
      ]
  return new InputError({ file, at: { line }, what, remedy })
}

function reordered(file: string, line: number, atMs: number, lastMs: number): InputError {
  const what = `time goes back from ${lastMs} to ${atMs}`
  return new InputError({
    file,
    at: { line },
    what,
    remedy: 'Sort the lines by "ts", keeping the order of equal ones.',
  })
}
