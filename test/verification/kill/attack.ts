import type { Chance } from '../../../desk/tape/feed/chance.ts'
import type { Tally } from './tally.ts'
import type { TimeShift } from './timeShift.ts'
import type { WorkerPool } from './workerPool.ts'

/** What schedule, STOPs and operator of one cell share while it is under fire. */
export interface Attack {
  /** Until the cell is told to cease. */
  underFire: boolean
  readonly pool: WorkerPool
  readonly random: Chance
  readonly timeShift: TimeShift
  readonly tally: Tally
  /** After this many kills most runs are spared: on a slow machine, where orders take longer than kills, both come about. */
  readonly enoughKills: number
}
