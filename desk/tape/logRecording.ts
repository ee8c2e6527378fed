import { basename } from 'node:path'
import { z } from 'zod'
import { parseMicros } from '../../shared/domain/decimal.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { Level } from '../../shared/domain/market.ts'
import { epochMs, MICROS, price, size } from '../../shared/domain/units.ts'
import type { RecordedEvent, RecordedFacts, RecordingFormat } from './recording.ts'
import { SALVAGE } from './salvage.ts'
import { resolvedEvent } from './tapeEvent.ts'
import { jsonIn, type TextLine, textLines } from './textLines.ts'

/** Its slot line comes first. */
const MAX_FACT_LINES = 10

const levels = z.array(z.tuple([z.number(), z.number()])).max(100)
const book = z.object({ bids: levels, asks: levels }).nullable()
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slot'), ts: z.number(), slug: z.string(), endTime: z.number().optional() }),
  z.object({ type: z.literal('orderbook_snapshot'), ts: z.number().int().positive(), up: book, down: book }),
  z.object({
    type: z.literal('resolution'),
    ts: z.number().int().positive(),
    direction: z.enum(['UP', 'DOWN']),
  }),
  z.object({ type: z.enum(['remaining', 'ticker', 'market_price']) }),
])
type LogLine = z.output<typeof lineSchema>

/**
 * A log of one-second snapshots, five levels a side of UP and DOWN. It has no trades, and none can be inferred from
 * snapshots that far apart; the touch that comes to an order of ours is all that fills it.
 */
export const logRecording: RecordingFormat = {
  name: '5-level log',
  recognises: (line) => /"type":"(slot|orderbook_snapshot)"/.test(line),
  async open(file, { outcome }) {
    return { facts: await factsOf(file, outcome), events: () => eventsOf(file, outcome) }
  },
}

async function factsOf(file: string, outcome: 0 | 1): Promise<RecordedFacts> {
  // The log names no tokens; 1 and 2 stand for them.
  const facts: Pick<RecordedFacts, 'market' | 'tokens' | 'outcomes'> =
    outcome === 0
      ? { market: null, tokens: ['1', '2'], outcomes: ['Up', 'Down'] }
      : { market: null, tokens: ['2', '1'], outcomes: ['Down', 'Up'] }
  let lines = 0
  for await (const line of textLines(file)) {
    const parsed = parse(file, line)
    lines += 1
    if (parsed.type === 'slot') return { ...facts, question: parsed.slug, endMs: parsed.endTime ?? null }
    if (lines > MAX_FACT_LINES) break
  }
  return { ...facts, question: basename(file), endMs: null }
}

async function* eventsOf(file: string, outcome: 0 | 1): AsyncGenerator<RecordedEvent> {
  let isKnown = false
  for await (const line of textLines(file)) {
    const parsed = parse(file, line)
    if (parsed.type === 'resolution') {
      const won = parsed.direction === (outcome === 0 ? 'UP' : 'DOWN')
      yield { line: line.number, event: resolvedEvent(won, parsed.ts) }
    }
    if (parsed.type !== 'orderbook_snapshot') continue
    const seen = outcome === 0 ? parsed.up : parsed.down
    const atMs = epochMs(parsed.ts)
    // Before the first snapshot nothing is known anyway.
    if (seen === null && isKnown) yield { line: line.number, event: { type: 'gap', atMs } }
    if (seen === null) continue
    isKnown = true
    const [bids, asks] = [toLevels(file, line, seen.bids), toLevels(file, line, seen.asks)]
    yield { line: line.number, event: { type: 'book', atMs, bids, asks } }
  }
}

function parse(file: string, line: TextLine): LogLine {
  const parsed = lineSchema.safeParse(jsonIn(file, line))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const what = `"${issue?.path.join('.')}": ${issue?.message}`
  throw new InputError({ file, at: { line: line.number }, what, remedy: SALVAGE })
}

function toLevels(file: string, line: TextLine, of: readonly (readonly [number, number])[]): Level[] {
  return of.map(([at, shares]) => {
    const priceMicros = parseMicros(String(at), 'nearest')
    const sizeMicros = parseMicros(String(shares), 'nearest')
    const isLevel =
      priceMicros !== null && sizeMicros !== null && priceMicros > 0 && priceMicros < MICROS && sizeMicros > 0
    if (isLevel) return { priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }
    const what = `[${at}, ${shares}] is not a price level`
    throw new InputError({ file, at: { line: line.number }, what, remedy: SALVAGE })
  })
}
