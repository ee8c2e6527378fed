import { type EpochMs, epochMs } from '../../shared/domain/units.ts'
import type { FeedEvent } from '../exchange/exchange.ts'
import type { FeedListing } from '../tape/feed/feed.ts'
import { syntheticFeed } from '../tape/feed/synthetic.ts'
import { openTape } from '../tape/feed/tape.ts'
import { hasEnd, type StandaloneOptions } from './standaloneOptions.ts'

const DAY_MS = 86_400_000
/** As good as forever. */
const MAX_DAYS = 3650

export interface LiveFeed {
  readonly listing: FeedListing
  events(): Iterable<FeedEvent>
}

/** A market that begins now: made up, a day after the other; or a recording, moved to begin now. */
export function liveFeed(options: StandaloneOptions, startMs: EpochMs): LiveFeed {
  return options.tape === null ? madeUp(options, startMs) : moved(options.tape, startMs)
}

/** Kinds that come to an end are played once; the others continue with the next seed. */
function madeUp({ kind, seed, lastsMs }: StandaloneOptions, startMs: EpochMs): LiveFeed {
  const ends = hasEnd(kind)
  const day = (index: number) =>
    syntheticFeed({
      kind,
      seed: seed + index,
      startMs: epochMs(startMs + index * DAY_MS),
      durationMs: ends ? lastsMs : DAY_MS,
    })
  const { listing } = day(0)
  return {
    listing: { ...listing, endMs: ends ? listing.endMs : epochMs(startMs + MAX_DAYS * DAY_MS) },
    *events() {
      for (let index = 0; index < (ends ? 1 : MAX_DAYS); index += 1) yield* day(index).events()
    },
  }
}

/** @throws InputError for a recording that cannot be played. */
function moved(file: string, startMs: EpochMs): LiveFeed {
  const tape = openTape(file, { gameStartMs: null })
  const byMs = startMs - tape.startMs
  const { endMs } = tape.listing
  return {
    listing: { ...tape.listing, endMs: endMs === null ? null : epochMs(endMs + byMs) },
    *events() {
      for (const event of tape.events()) yield { ...event, atMs: epochMs(event.atMs + byMs) }
    },
  }
}
