import {
  type EpochMs,
  epochMs,
  MICROS,
  price,
  size,
  type TokenId,
  tokenId,
} from '../../../shared/domain/units.ts'
import { FINE_TICK_MICROS, USUAL_TICK_MICROS } from '../../../shared/domain/venueRules.ts'
import type { FeedEvent } from '../../exchange/exchange.ts'
import { resolvedEvent, tickEvent } from '../tapeEvent.ts'
import { createRandom } from './chance.ts'
import type { Feed } from './feed.ts'
import { afterGameStart } from './gameStart.ts'
import { createMadeUpMarket, type MadeUpMarket } from './madeUpMarket.ts'
import { BEHAVIOURS, type SyntheticKind } from './syntheticKinds.ts'

export interface SyntheticOptions {
  readonly kind: SyntheticKind
  readonly seed: number
  readonly startMs: EpochMs
  readonly durationMs: number
  /** How many times its usual size the crowd is; default 1. */
  readonly crowd?: number
}

const SECOND_MS = 1_000
/** Parts of the session before the game starts, before the outcome shows, and before the market resolves. */
const GAME_STARTS_AT = 0.6
const OUTCOME_SHOWS_AT = 0.5
const RESOLVES_AT = 0.9
/** The other kinds outlive the session. */
const END_AFTER_MS = 86_400_000
/** Three quarters of the way to the end in about a quarter of an hour. */
const PULL_PER_SECOND = 1 / 700
/** The venue refines the tick of a market whose price nears an end. */
const FINE_TICK_BEYOND = 46

/**
 * A market made up from a seed: same options, same events, on any machine. It is not made to earn: each trade
 * moves the fair value against the maker, and a maker queues behind what the crowd displays.
 */
export function syntheticFeed(options: SyntheticOptions): Feed {
  const { kind, seed, startMs, durationMs } = options
  return {
    name: kind,
    listing: {
      tokens: [madeUpToken(seed, 1), madeUpToken(seed, 2)],
      outcomes: ['Yes', 'No'],
      question: `${kind === 'informed' ? 'An' : 'A'} ${kind} market made up from seed ${seed}`,
      gameStartMs: kind === 'gamestart' ? part(options, GAME_STARTS_AT) : null,
      endMs: kind === 'resolving' ? part(options, RESOLVES_AT) : epochMs(startMs + durationMs + END_AFTER_MS),
      tickMicros: price(USUAL_TICK_MICROS),
      minSizeMicros: size(5 * MICROS),
    },
    startMs,
    endMs: epochMs(startMs + durationMs),
    events: () => play(options),
  }
}

function* play(options: SyntheticOptions): Generator<FeedEvent> {
  const { kind, startMs, durationMs } = options
  const market = createMadeUpMarket(options.seed, BEHAVIOURS[kind].startTicks, options.crowd)
  yield market.reopen(0, startMs)
  const events =
    kind === 'gamestart'
      ? gameStart(market, options)
      : kind === 'resolving'
        ? resolving(market, options)
        : null
  if (events !== null) return yield* events
  for (const atMs of seconds(startMs, startMs + durationMs)) yield* market.second(BEHAVIOURS[kind], atMs)
}

/** Calm; then the game starts. */
function* gameStart(market: MadeUpMarket, options: SyntheticOptions): Generator<FeedEvent> {
  const startsMs = part(options, GAME_STARTS_AT)
  const random = createRandom(~options.seed)
  for (const atMs of seconds(options.startMs, options.startMs + options.durationMs)) {
    const sinceMs = atMs - startsMs
    if (sinceMs < 0) yield* market.second(BEHAVIOURS.gamestart, atMs)
    else yield* afterGameStart(market, random, { sinceMs, atMs })
  }
}

/** Calm; then the outcome shows, the price goes to an end, the tick gets finer, and the market resolves. */
function* resolving(market: MadeUpMarket, options: SyntheticOptions): Generator<FeedEvent> {
  const showsMs = part(options, OUTCOME_SHOWS_AT)
  const resolvesMs = part(options, RESOLVES_AT)
  const won = createRandom(~options.seed).chance(0.5)
  let fineTick = false
  for (const atMs of seconds(options.startMs, resolvesMs)) {
    if (atMs >= showsMs) market.pull(won ? 100 : 0, PULL_PER_SECOND)
    if (!fineTick && Math.abs(market.fairTicks() - 50) > FINE_TICK_BEYOND) {
      fineTick = true
      yield tickEvent(FINE_TICK_MICROS, atMs)
    }
    yield* market.second(BEHAVIOURS.resolving, atMs)
  }
  yield market.empty(resolvesMs)
  yield resolvedEvent(won, resolvesMs)
}

/** Each whole second after `fromMs` that ends by `toMs`. */
function* seconds(fromMs: number, toMs: number): Generator<number> {
  for (let atMs = fromMs + SECOND_MS; atMs + SECOND_MS <= toMs; atMs += SECOND_MS) yield atMs
}

/** The instant a part of the session is over, on a whole second of it. */
const part = (options: SyntheticOptions, of: number): EpochMs =>
  epochMs(options.startMs + Math.floor((options.durationMs * of) / SECOND_MS) * SECOND_MS)

/** A token id as the venue's look: 77 digits. */
function madeUpToken(seed: number, index: number): TokenId {
  const random = createRandom(seed * 2 + index)
  let digits = String(random.between(1, 9))
  while (digits.length < 76) digits += String(random.between(0, 9))
  return tokenId(digits)
}
