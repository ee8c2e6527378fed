import { closeSync, openSync } from 'node:fs'
import { USUAL_MIN_SIZE_MICROS, USUAL_TICK_MICROS } from '../../shared/domain/venueRules.ts'
import { EXAMPLE_GAME_START_MS, EXAMPLE_START_MS, exampleMarket } from './feed/exampleMarket.ts'
import type { TapeHeader } from './format.ts'
import { createTapeWriter, headerBytes, writeAll } from './tapeWriter.ts'

/** The path of the example tape, from the project's root. */
export const EXAMPLE_TAPE = 'examples/made-up.tape'

const HEADER: TapeHeader = {
  schema: 1,
  market: null,
  tokens: ['1', '2'],
  outcomes: ['Yes', 'No'],
  question: 'A made-up game: calm, a trend, a jump, and a start that wipes the book',
  tickMicros: USUAL_TICK_MICROS,
  minSizeMicros: USUAL_MIN_SIZE_MICROS,
  feeRatePpm: 0,
  feeExponent: 1,
  rebatePpm: 0,
  gameStartMs: EXAMPLE_GAME_START_MS,
  endMs: EXAMPLE_START_MS + 86_400_000,
  rewards: null,
  source: 'made up by npm run example-tape',
}

/** Writes the tape in the box: the same bytes on every machine. */
export function writeExampleTape(file: string): void {
  const descriptor = openSync(file, 'w')
  try {
    writeAll(descriptor, headerBytes(HEADER))
    const writer = createTapeWriter(descriptor)
    for (const event of exampleMarket()) writer.write(event)
    writer.end()
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}
