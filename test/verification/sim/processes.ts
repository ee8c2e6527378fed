import type { Chance } from '../../../desk/tape/feed/chance.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import type { Bell } from '../../../shared/ports/bell.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { Telemetry } from '../../../shared/ports/telemetry.ts'
import { type Actor, type ActorWorld, createActor, type Range } from './actor.ts'
import { createActorStore, type SharedTable } from './actorStore.ts'
import { createActorVenue } from './actorVenue.ts'
import type { Counts } from './counts.ts'
import type { Faults } from './faults.ts'
import { checkGaps } from './gapCheck.ts'
import type { Kernel } from './kernel.ts'
import type { SharedVenue } from './sharedVenue.ts'
import type { Trace } from './trace.ts'
import type { Report } from './violation.ts'

/** A process that begins now; hosts' clocks differ by a fraction of a second, a few by more than is tolerated. */
export type StartProcess = (name: string) => { readonly actor: Actor; readonly ports: Ports }

export function createStartProcess(of: {
  readonly startMs: number
  readonly kernel: Kernel
  readonly random: Chance
  readonly faults: Faults
  readonly trace: Trace
  readonly counts: Counts
  readonly table: SharedTable
  readonly venue: SharedVenue
  readonly telemetry: Telemetry
  readonly wayMs: Range
  readonly deployed: { readonly stack: Pick<StackSettings, 'minGapMs'> }
  readonly report: Report
  /** It rings between the ticks of every process; absent: there is none. */
  readonly bell?: Bell
}): StartProcess {
  const { startMs, kernel, random, faults, counts, telemetry } = of
  const world: ActorWorld = {
    kernel,
    startMs,
    random,
    faults,
    wayMs: of.wayMs,
    trace: (line) => of.trace.add(`${kernel.nowMs()} ${line}`),
  }
  return (name) => {
    counts.actors += 1
    const skewMs = faults.happens('clock skew of seconds', 20)
      ? random.between(-9_000, 9_000)
      : random.between(-300, 300)
    const actor = createActor(world, `${name}${counts.actors}`, skewMs)
    const ports = {
      clock: actor.clock,
      store: createActorStore(actor, of.table),
      venue: createActorVenue(actor, of.venue),
      telemetry: checkGaps(telemetry, () => of.deployed.stack.minGapMs, of.report),
      ...(of.bell === undefined ? {} : { bell: of.bell }),
    }
    return { actor, ports }
  }
}
