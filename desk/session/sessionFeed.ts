import { epochMs } from '../../shared/domain/units.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { syntheticFeed } from '../tape/feed/synthetic.ts'
import { openTape } from '../tape/feed/tape.ts'
import { DEFAULT_DURATION_MS, type SessionOptions } from './sessionOptions.ts'

/** Made-up markets all begin on the same afternoon: a session's date must not change its outcome. */
const START_MS = epochMs(Date.UTC(2026, 0, 5, 14, 0, 0))

/** @throws InputError for a tape that cannot be played. */
export function sessionFeed({ market, seed, durationMs, gameStartMs, crowd }: SessionOptions): Feed {
  if (market.from === 'tape') {
    return openTape(market.file, { gameStartMs: gameStartMs === null ? null : epochMs(gameStartMs) })
  }
  return syntheticFeed({
    kind: market.kind,
    seed,
    startMs: START_MS,
    durationMs: durationMs ?? DEFAULT_DURATION_MS,
    ...(crowd === undefined ? {} : { crowd }),
  })
}
