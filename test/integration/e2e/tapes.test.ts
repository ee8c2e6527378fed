import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sessionConfig } from '../../../desk/session/sessionConfig.ts'
import type { SessionOptions } from '../../../desk/session/sessionOptions.ts'
import { tokenId } from '../../../shared/domain/units.ts'
import { recordSession } from '../../support/recordSession.ts'

const recordings = process.env['RECORDINGS']

/** Game starts are not in the recordings. */
const BOS_LAA = { name: '20250624_mlb-bos-laa-2025-06-24', gameStartMs: Date.UTC(2025, 5, 25, 1, 38) }
const TOR_CLE = { name: '20250624_mlb-tor-cle-2025-06-24', gameStartMs: Date.UTC(2025, 5, 24, 22, 40) }
const MIN_CIN = { name: '20250619_mlb-min-cin-2025-06-19', gameStartMs: Date.UTC(2025, 5, 19, 17, 10) }

const HOUR_MS = 3_600_000
/** Until the book that the game start has wiped is sane again. */
const SANE_AFTER_MS = 48_000

const MARKET = {
  market: `0x${'ab'.repeat(32)}`,
  token: '77',
  maxUsdcLocked: 50,
  entryUsdc: 20,
  maxDailyLossUsdc: 20,
}
const configured = (market: object) => ({
  stage: 'paper',
  accountUsdc: 50,
  markets: [{ ...MARKET, ...market }],
})

const optionsOf = (tape: typeof BOS_LAA, more: Partial<SessionOptions> = {}): SessionOptions => ({
  seed: 1,
  market: { from: 'tape', file: join(recordings ?? '', 'tapes', `${tape.name}.events.jsonl`) },
  durationMs: null,
  gameStartMs: tape.gameStartMs,
  cadenceSeconds: null,
  config: null,
  haltAtMs: null,
  injectAtMs: null,
  ...more,
})

describe.skipIf(recordings === undefined)(
  'the recordings (set RECORDINGS to their folder to run this)',
  () => {
    test('before a baseball game it enters; from half an hour before the start to the end it does not', async () => {
      const { result } = await recordSession(optionsOf(BOS_LAA))

      const entries = result.postings.filter((posting) => posting.purpose === 'entry')
      expect(entries.length).toBeGreaterThan(10)
      expect(Math.max(...entries.map((entry) => entry.atMs))).toBeLessThan(BOS_LAA.gameStartMs - HOUR_MS / 2)
      expect(result.differences).toEqual([])
      expect(result.failures).toEqual([])
    })

    test('a very deep quiet book is entered before its game, and not when the game is on or the feed is silent', async () => {
      const config = configured({ regime: { gameStartMarginMinutes: 5 } })

      const { result } = await recordSession(optionsOf(TOR_CLE, { config, durationMs: 1.5 * HOUR_MS }))

      const entries = result.postings.filter((posting) => posting.purpose === 'entry')
      expect(entries.length).toBeGreaterThan(0)
      expect(Math.max(...entries.map((entry) => entry.atMs))).toBeLessThan(TOR_CLE.gameStartMs - 5 * 60_000)
      expect(result.differences).toEqual([])
      expect(result.failures).toEqual([])
    })

    test('a decided game is never entered, even by a configuration that would trade in play', async () => {
      const { result: inPlay } = await recordSession(
        optionsOf(MIN_CIN, { config: configured({ regime: { allowInPlay: true } }) }),
      )

      expect(inPlay.postings).toEqual([])
      expect(inPlay.fills).toEqual([])
      expect(Object.fromEntries(inPlay.refusals)['band']).toBeGreaterThan(50)
    })

    test('a position held when the venue wipes the book is not sold into the nonsense that follows', async () => {
      // The most eager of all configurations: it quotes up to the start and sells out by itself on any loss.
      const config = configured({
        regime: { gameStartMarginMinutes: 0, maxSpreadCents: 5 },
        safety: { emergencyExit: 'flatten' },
        maxDailyLossUsdc: 0.5,
      })
      const floorMicros = sessionConfig(
        { config, cadenceSeconds: null },
        { wallet: `0x${'1'.repeat(40)}`, token: tokenId('77') },
      ).stack.markets[0]?.risk.exitFloorMicros
      const tapeStartMs = Date.UTC(2025, 5, 24, 22, 14, 22)
      const injectAtMs = BOS_LAA.gameStartMs - 4 * 60_000 - tapeStartMs

      const { result } = await recordSession(optionsOf(BOS_LAA, { config, injectAtMs }))

      const startMs = BOS_LAA.gameStartMs
      const bought = result.fills.filter((fill) => fill.side === 'BUY' && fill.atMs < startMs)
      const sold = result.fills.filter((fill) => fill.side === 'SELL')
      expect(bought.length).toBeGreaterThan(0)
      expect(sold.filter((fill) => fill.atMs < startMs)).toEqual([])
      expect(sold.filter((fill) => fill.atMs < startMs + SANE_AFTER_MS)).toEqual([])
      const nonsense = result.postings.filter(
        (posting) => posting.atMs >= startMs && posting.atMs < startMs + SANE_AFTER_MS,
      )
      expect(nonsense).toEqual([])
      const sells = [...sold, ...result.postings.filter((posting) => posting.side === 'SELL')]
      expect(sells.length).toBeGreaterThan(0)
      expect(Math.min(...sells.map((sell) => sell.priceMicros))).toBeGreaterThanOrEqual(floorMicros ?? 1e6)
      expect(result.differences).toEqual([])
    })
  },
)
