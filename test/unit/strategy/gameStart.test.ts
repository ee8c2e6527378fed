import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import type { GoodMid } from '../../../shared/domain/market.ts'
import { known } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { bookSanity } from '../../../shared/strategy/bookSanity.ts'
import { book, info, type Side, settings } from '../../support/market.ts'

const recordings = process.env['RECORDINGS']
const TAPE = 'tapes/20250624_mlb-bos-laa-2025-06-24.events.jsonl'
const at = (time: string): number => Date.parse(`2025-06-25T${time}Z`)

interface TapeEvent {
  readonly type: string
  readonly ts: number
  readonly bids?: Side
  readonly asks?: Side
  readonly changes?: readonly (readonly ['bid' | 'ask', string | number, string | number])[]
}

/** Judges every book the tape shows between the two instants, as a tick that fast would. */
async function* judged(fromMs: number, untilMs: number) {
  const sides = { bid: new Map<number, number>(), ask: new Map<number, number>() }
  const best = (side: 'bid' | 'ask', direction: number): Side =>
    [...sides[side]].sort(([a], [b]) => direction * (a - b)).slice(0, 5)
  let lastGoodMid: GoodMid | null = null
  const input = createReadStream(join(recordings ?? '', TAPE))
  for await (const line of createInterface({ input })) {
    const event = JSON.parse(line) as TapeEvent
    if (event.ts >= untilMs) break
    if (event.type === 'book') {
      sides.bid = new Map((event.bids ?? []).map(([p, s]) => [Number(p), Number(s)]))
      sides.ask = new Map((event.asks ?? []).map(([p, s]) => [Number(p), Number(s)]))
    }
    for (const [side, p, s] of event.changes ?? []) {
      if (Number(s) === 0) sides[side].delete(Number(p))
      else sides[side].set(Number(p), Number(s))
    }
    if (!(event.ts >= fromMs)) continue
    const nowMs = epochMs(event.ts)
    const seen = {
      book: known(book(best('bid', -1), best('ask', 1)), nowMs),
      info: known(info(), nowMs),
      settings: settings({ regime: { jumpMemoryMs: 600_000 } }),
    }
    const sanity = bookSanity({ ...seen, lastGoodMid, nowMs })
    if (sanity.sane) lastGoodMid = { priceMicros: sanity.midMicros, atMs: nowMs }
    yield { atMs: event.ts, sanity }
  }
}

// Set RECORDINGS to the folder that holds the tapes to run this; it cannot be shipped with the project.
describe.skipIf(recordings === undefined)('the game start of a recorded market (needs RECORDINGS)', () => {
  it('is not believed from the wipe until the book is back, 48 seconds later', async () => {
    const believed: number[] = []
    const refused = new Set<string>()
    let looksDuringWipe = 0

    for await (const { atMs, sanity } of judged(at('01:30:00.000'), at('01:45:00.000'))) {
      if (sanity.sane) believed.push(atMs)
      if (atMs < at('01:38:00.098') || atMs >= at('01:38:48.000')) continue
      looksDuringWipe += 1
      if (!sanity.sane) for (const refusal of sanity.refusals) refused.add(refusal)
    }

    expect(looksDuringWipe).toBeGreaterThan(10)
    expect([...refused].sort()).toEqual(['jump', 'oneSided', 'spreadWide'])
    expect(believed.filter((ms) => ms >= at('01:38:00.098') && ms < at('01:38:48.000'))).toEqual([])
    expect(believed.some((ms) => ms < at('01:38:00.098'))).toBe(true)
    expect(believed.some((ms) => ms >= at('01:38:48.000'))).toBe(true)
  })

  it('never moves the believed mid by more than the largest jump', async () => {
    let lastMicros: number | null = null

    for await (const { sanity } of judged(at('01:30:00.000'), at('01:45:00.000'))) {
      if (!sanity.sane) continue
      expect(Math.abs(sanity.midMicros - (lastMicros ?? sanity.midMicros))).toBeLessThanOrEqual(30_000)
      lastMicros = sanity.midMicros
    }

    expect(lastMicros).not.toBeNull()
  })
})
