import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { marketItem } from './marketItem.ts'
import { must, RehearsalError } from './rehearsalError.ts'
import type { Stage } from './stage.ts'
import { perform, say } from './step.ts'

const HAND_OVERS = 2
/** An event a minute: each brings a hand-over, the first within one. */
const WATCH_MS = 240_000
const LOOK_EVERY_MS = 250
/** What two consecutive ticks may be further apart than the cadence. */
const SLACK_MS = 3_000

interface Seen {
  readonly fence: number
  readonly tickedAtMs: number
}

/** The ticks of the deployed bundle across minutes: each run is relieved by the next, and no gap is left. */
export async function evenTicks(stage: Stage): Promise<void> {
  const cadenceMs = cadenceOf(stage)
  await perform(`ticks every ${seconds(cadenceMs)} across ${HAND_OVERS} hand-overs`, async () => {
    const ticks = await watched(stage)
    const gaps = ticks.slice(1).map((tick, i) => {
      const before = ticks[i] ?? tick
      return {
        ms: tick.tickedAtMs - before.tickedAtMs,
        atMs: tick.tickedAtMs,
        isNew: tick.fence > before.fence,
      }
    })
    const largest = gaps.reduce((most, gap) => (gap.ms > most.ms ? gap : most))
    for (const { ms, atMs } of gaps.filter(({ isNew }) => isNew))
      say(`hand-over at ${time(atMs)}: ${seconds(ms)} after the last tick of the run before`)
    say(
      `${ticks.length} ticks from ${time(ticks[0]?.tickedAtMs ?? 0)} to ${time(ticks.at(-1)?.tickedAtMs ?? 0)}`,
    )
    say(
      `largest gap ${seconds(largest.ms)}, at ${time(largest.atMs)}; at most ${seconds(cadenceMs + SLACK_MS)}`,
    )
    must(largest.ms <= cadenceMs + SLACK_MS, `two ticks were ${seconds(largest.ms)} apart`)
  })
}

/** Each tick that the venue sees, for a quiet one leaves the item as it is; until one after the last hand-over. */
async function watched(stage: Stage): Promise<readonly Seen[]> {
  const ticks: Seen[] = []
  let reads = stage.venue.tradeReads()
  for (const begunMs = performance.now(); performance.now() - begunMs < WATCH_MS; ) {
    const now = stage.venue.tradeReads()
    if (now > reads) ticks.push({ fence: (await marketItem(stage)).fence, tickedAtMs: Date.now() })
    reads = now
    if (new Set(ticks.map(({ fence }) => fence)).size > HAND_OVERS) return ticks
    await wait(LOOK_EVERY_MS)
  }
  throw new RehearsalError(`fewer than ${HAND_OVERS} hand-overs within ${WATCH_MS / 1000} s`)
}

function cadenceOf({ configFile }: Stage): number {
  const parsed = parseConfig(JSON.parse(readFileSync(configFile, 'utf8')))
  const cadenceMs = parsed.ok ? parsed.config.stack.cadenceMs : null
  if (cadenceMs === null) throw new RehearsalError('the rehearsal has no cadence')
  return cadenceMs
}

const time = (atMs: number): string => new Date(atMs).toISOString().slice(11, 21)
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
