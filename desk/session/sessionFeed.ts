import { wrongValue } from '../../shared/domain/inputError.ts'
import { epochMs } from '../../shared/domain/units.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { syntheticFeed } from '../tape/feed/synthetic.ts'
import type { SyntheticKind } from '../tape/feed/syntheticKinds.ts'
import { openTape } from '../tape/feed/tape.ts'
import { DEFAULT_DURATION_MS, type SessionOptions } from './sessionOptions.ts'

/** Made-up markets all begin on the same afternoon: a session's date must not change its outcome. */
const START_MS = epochMs(Date.UTC(2026, 0, 5, 14, 0, 0))

/** Seeds of neighbouring markets lie apart, so that sessions of neighbouring seeds share none. */
const SEED_STEP = 1_009
const SEEDS = 2 ** 31

/** One for each market. @throws InputError for a tape that cannot be played, or is to be several markets. */
export function sessionFeeds(options: SessionOptions, count: number): readonly Feed[] {
  const { market, gameStartMs } = options
  if (market.from === 'seed') {
    return Array.from({ length: count }, (_, nth) => madeUp(options, market.kind, nth))
  }
  const tape = openTape(market.file, { gameStartMs: gameStartMs === null ? null : epochMs(gameStartMs) })
  if (count === 1) return [tape]
  throw wrongValue('markets', `${count} markets`, 'a tape is one market: configure one, or leave --tape out')
}

const madeUp = ({ seed, durationMs, crowd }: SessionOptions, kind: SyntheticKind, nth: number): Feed =>
  syntheticFeed({
    kind,
    seed: (seed + nth * SEED_STEP) % SEEDS,
    startMs: START_MS,
    durationMs: durationMs ?? DEFAULT_DURATION_MS,
    ...(crowd === undefined ? {} : { crowd }),
  })
