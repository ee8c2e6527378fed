import type { Chance } from '../../../desk/tape/feed/chance.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import type { Bundles } from '../../support/bundles.ts'
import type { Attack } from './attack.ts'
import { environmentOf, type Hosts } from './cellEnvironment.ts'
import { operate } from './cellOperator.ts'
import type { CellPlan } from './cellPlan.ts'
import { createCellStops } from './cellStops.ts'
import { createCellTicks } from './cellTicks.ts'
import type { Tally } from './tally.ts'
import type { TimeShift } from './timeShift.ts'
import { createWorkerPool } from './workerPool.ts'

/** One bot under fire: its schedule, its STOPs, its operator, and whoever kills its processes. */
export function createCell(of: {
  readonly plan: CellPlan
  readonly hosts: Hosts
  readonly bundles: Bundles
  readonly timeShift: TimeShift
  readonly random: Chance
  readonly tally: Tally
  readonly enoughKills: number
  /** Where compiled bundles are kept: hundreds of processes load the same two. */
  readonly cacheFolder: string
}) {
  const { plan, hosts, bundles, timeShift, random, tally, enoughKills } = of
  const env = { ...environmentOf(plan, hosts), NODE_COMPILE_CACHE: of.cacheFolder }
  const client = createDocumentClient({
    endpoint: hosts.dynamo,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  })
  const store = createStore({ client, tableName: plan.table, clock: systemClock })
  const pool = createWorkerPool({ name: plan.name, bundles, env, timeShift, tally })
  const attack: Attack = { underFire: true, pool, random, timeShift, tally, enoughKills }
  const ticks = createCellTicks(attack)
  const stops = createCellStops(attack, client, plan.table)
  return {
    /** Until it is told to cease. */
    fire: async (): Promise<void> => {
      const armed = await startArmed(store)
      if (armed.is !== 'armed') throw new Error(`${plan.name} was not armed: ${armed.is}`)
      await Promise.all([ticks.fire(), stops.fire(), operate(attack, store)])
      await ticks.ended()
    },
    cease: (): void => {
      attack.underFire = false
    },
    /** A last STOP that nobody disturbs. */
    stop: () => stops.one('the end of the test'),
    /** One tick that nobody disturbs. */
    tick: ticks.one,
    close: (): void => {
      pool.close()
      client.destroy()
    },
  }
}
