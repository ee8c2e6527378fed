import { InputError } from '../../shared/domain/inputError.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { openSource } from '../tape/openSource.ts'
import type { MarketFacts, RecordingChoice } from '../tape/recording.ts'
import type { TapeSource } from '../tape/tapeSource.ts'
import { resolvedPayout } from './resolvedPayout.ts'
import type { TraderOptions } from './trader.ts'

/** What a tape is opened and played by: plain data, so that any thread can do it. */
export interface TapeTerms extends RecordingChoice {
  readonly facts: MarketFacts
  /** Plays what was valid of a broken tape. */
  readonly salvage: boolean
  readonly model: FillModel
  readonly latency: Latency
  readonly maxSilenceMs: number
  /** What the user says of the resolution, as `resolvedPayout` reads it. */
  readonly resolved: readonly string[]
  readonly marketFile?: string
}

/** A broken tape is an answer, not an accident. */
export type Played<T> = ({ readonly is: 'done' } & T) | { readonly is: 'fault'; readonly message: string }

/** Opens a tape and has it played. `notes` says, once it was played, where it broke off. */
export async function playTape<T>(
  { file, ...terms }: TapeTerms & { readonly file: string },
  play: (of: {
    readonly source: TapeSource
    readonly terms: Omit<TraderOptions, 'config'>
    readonly notes: readonly string[]
  }) => Promise<T>,
): Promise<Played<T>> {
  const { model, latency, maxSilenceMs, salvage, resolved } = terms
  const notes: string[] = []
  try {
    const source = await openSource(file, {
      ...terms,
      onSalvaged: salvage ? ({ message }) => notes.push(`played up to a fault: ${message}`) : null,
    })
    const payoutMicros = resolvedPayout(source.header, resolved)
    return {
      is: 'done',
      ...(await play({ source, terms: { model, latency, maxSilenceMs, payoutMicros }, notes })),
    }
  } catch (error) {
    if (error instanceof InputError) return { is: 'fault', message: error.message }
    throw error
  }
}
