import { USUAL_MIN_SIZE_MICROS } from '../../shared/domain/venueRules.ts'
import type { TapeHeader } from './format.ts'
import type { TapeEvent } from './tapeEvent.ts'

/** What a recording says about its market; the rest is assumed or the user's to say. */
export interface RecordedFacts {
  /** Condition id; null where it is not stated. */
  readonly market: string | null
  /** The one whose book it is, then its complement. */
  readonly tokens: readonly [string, string]
  readonly outcomes: readonly [string, string]
  readonly question: string
  readonly endMs: number | null
}

/** One kind of recording, as text. */
export interface RecordingFormat {
  readonly name: string
  /** By the first line. */
  recognises(line: string): boolean
  /** @throws InputError where it cannot be read, or does not hold what was chosen. */
  open(file: string, choice: RecordingChoice): Promise<OpenedRecording>
}

export interface OpenedRecording {
  readonly facts: RecordedFacts
  /** In the order of the file, from its beginning each time. @throws InputError */
  events(): AsyncGenerator<RecordedEvent>
}

/** An event and its place in its file. */
export interface RecordedEvent {
  readonly line: number
  readonly event: TapeEvent
}

/** A recording may hold two tokens' books, or those of many markets. */
export interface RecordingChoice {
  /** 0: the first it names; 1: the other. */
  readonly outcome: 0 | 1
  /** Condition id, lower case; absent: whichever there is. */
  readonly market?: string
  /** Takes the place of `outcome`. */
  readonly token?: string
}

/** What the user knows of the market and the recording does not state. */
export interface MarketFacts {
  readonly gameStartMs?: number
  readonly endMs?: number
  readonly tickMicros?: number
  readonly minSizeMicros?: number
  readonly feeRatePpm?: number
  readonly feeExponent?: number
  readonly rebatePpm?: number
  readonly rewards?: NonNullable<TapeHeader['rewards']>
}

export function headerOf(
  recorded: RecordedFacts,
  given: MarketFacts,
  of: { readonly tickMicros: number; readonly source: string },
): TapeHeader {
  return {
    schema: 1,
    market: recorded.market,
    tokens: [...recorded.tokens],
    outcomes: [...recorded.outcomes],
    question: recorded.question,
    tickMicros: given.tickMicros ?? of.tickMicros,
    minSizeMicros: given.minSizeMicros ?? USUAL_MIN_SIZE_MICROS,
    feeRatePpm: given.feeRatePpm ?? 0,
    feeExponent: given.feeExponent ?? 1,
    rebatePpm: given.rebatePpm ?? 0,
    gameStartMs: given.gameStartMs ?? null,
    endMs: given.endMs ?? recorded.endMs,
    rewards: given.rewards ?? null,
    source: of.source,
  }
}
