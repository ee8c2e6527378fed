import { runVariants } from '../desk/replay/runVariants.ts'
import { TapePlayer } from '../desk/replay/tapePlayer.ts'
import { sessionConfigJson } from '../desk/session/sessionConfig.ts'
import { parseAxes } from '../desk/sweep/axis.ts'
import { variantsOf } from '../desk/sweep/variants.ts'
import { tokenId } from '../shared/domain/units.ts'
import type { Benchmark } from './benchmark.ts'
import { benchReplay, busyDay, EVENTS, openBenchTape } from './replay.ts'

/** A tick's. */
const STEP_MS = 10_000
const GRID = ['quote.volatilityDistance=0,1,2,4', 'exit.targetTicks=1,2,3,5']

/** Sixteen variants over the tape of the replay, in one pass, by the processor time of this process. */
export const sweepEvents: Benchmark = {
  key: 'sweepEventsPerSecond',
  title: 'events times variants a second a core, a sweep of 16 over the same day',
  unit: 'events/s',
  target: 7_500_000,
  run: async () => {
    const variants = benchVariants()
    const source = await openBenchTape(busyDay())
    const before = process.cpuUsage()
    const common = { cutMs: null, maxSilenceMs: benchReplay().maxSilenceMs, onEvents: () => {} }
    const [runs = []] = await runVariants(source, { variants, ...common })
    const { user, system } = process.cpuUsage(before)
    const played = runs.reduce((sum, { tape }) => sum + tape.events, 0)
    if (played !== EVENTS * variants.length) throw new Error(`${played} events were played`)
    return (played * 1e6) / (user + system)
  },
}

/** What of a sweep is the tape's own: it is decoded and its book rebuilt, with nobody on it. */
export const rebuiltEvents: Benchmark = {
  key: 'rebuiltEventsPerSecond',
  title: 'events a second a core decoded into the book, the same day, nobody on it',
  unit: 'events/s',
  target: 8_000_000,
  run: async () => {
    const { header, blocks } = await openBenchTape(busyDay())
    const { maxSilenceMs } = benchReplay()
    const before = process.cpuUsage()
    const player = new TapePlayer({ header, blocks: blocks(), maxSilenceMs })
    await player.begin()
    for (let atMs = player.nowMs; !player.isOver; atMs += STEP_MS) await player.advance(atMs)
    const { user, system } = process.cpuUsage(before)
    if (player.events !== EVENTS) throw new Error(`${player.events} events were played`)
    return (EVENTS * 1e6) / (user + system)
  },
}

/** The part of a sweep's time that is the ticks of its variants: what is not the tape's own. */
export const ticksShare = (sweptPerSecond: number, rebuiltPerSecond: number): number =>
  1 - sweptPerSecond / benchVariants().length / rebuiltPerSecond

const benchVariants = () => {
  const written = sessionConfigJson(
    { config: null, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('1') },
  )
  const variants = variantsOf(written, { axes: parseAxes(GRID), sample: null })
  return variants.map(({ config }) => ({ ...benchReplay(), config }))
}
