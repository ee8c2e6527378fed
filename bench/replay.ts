import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ReplayOptions, runReplay } from '../desk/replay/runReplay.ts'
import { sessionConfig } from '../desk/session/sessionConfig.ts'
import { openSource } from '../desk/tape/openSource.ts'
import type { TapeSource } from '../desk/tape/tapeSource.ts'
import { tokenId } from '../shared/domain/units.ts'
import { DEFAULT_LATENCY } from '../shared/simulator/latency.ts'
import type { Benchmark } from './benchmark.ts'
import { writeGeneratedTape } from './generatedTape.ts'

export const EVENTS = 10_000_000
let file: string | null = null
/** A day of ten million events, made once. */
export const busyDay = (): string => {
  file ??= generatedFile(EVENTS)
  return file
}

/**
 * The production engine at its default cadence of 10 seconds over a day of ten million events, read from their file,
 * audit as counters. By the processor time of this process: on a machine that others use too, wall time measures them.
 */
export const replayEvents: Benchmark = {
  key: 'replayEventsPerSecond',
  title: 'replayed events a second a core, a day of ten million from its file',
  unit: 'events/s',
  target: 5_000_000,
  run: async () => {
    const source = await openBenchTape(busyDay())
    const before = process.cpuUsage()
    const [run] = await runReplay(source, benchReplay())
    const { user, system } = process.cpuUsage(before)
    if (run?.tape.events !== EVENTS) throw new Error(`${run?.tape.events} events were played`)
    return (EVENTS * 1e6) / (user + system)
  },
}

/** The same file, its rows read and nothing done with them: what a replay adds to it is the book and the bot. */
export const decodedEvents: Benchmark = {
  key: 'decodedEventsPerSecond',
  title: 'decoded events a second a core, the same day from its file',
  unit: 'events/s',
  target: 10_000_000,
  run: async () => {
    const source = await openBenchTape(busyDay())
    const before = process.cpuUsage()
    let events = 0
    for await (const block of source.blocks()) events += block.events
    const { user, system } = process.cpuUsage(before)
    if (events !== EVENTS) throw new Error(`${events} events were decoded`)
    return (EVENTS * 1e6) / (user + system)
  },
}

export const openBenchTape = (of: string): Promise<TapeSource> =>
  openSource(of, { outcome: 0, facts: {}, onSalvaged: null })

export const benchReplay = (): ReplayOptions => ({
  config: sessionConfig(
    { config: null, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('1') },
  ),
  model: 'trades',
  latency: DEFAULT_LATENCY,
  maxSilenceMs: 600_000,
  payoutMicros: null,
})

/** Made once, gone with the process. */
export function generatedFile(events: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'tape-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const made = join(folder, 'generated.tape')
  writeGeneratedTape(made, events)
  return made
}
