import { monotonicMs, usdc } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import type { Run } from '../actor.ts'
import { passTime } from '../events.ts'
import type { Breach } from '../invariants.ts'
import { SETTINGS, STACK } from '../modelSettings.ts'
import { runAlone } from '../settleDown.ts'
import type { World } from '../world.ts'
import { judge, LOSS_LIMIT_MICROS, type Watch } from './judge.ts'
import type { Scene } from './scene.ts'
import { scenePorts, type Told } from './scenePorts.ts'

/** A bot through time, with nobody else about: one invocation after the other, in a scene that changes. */
export interface Life {
  readonly world: World
  readonly scene: Scene
  readonly watch: Watch
  readonly looks: number
}

export const LIFE_STACK = {
  ...STACK,
  markets: [{ ...SETTINGS, risk: { ...SETTINGS.risk, maxDailyLossMicros: usdc(LOSS_LIMIT_MICROS) } }],
}

const tick: Run = {
  name: 'an invocation of the tick function',
  kind: 'tick',
  run: (ports) => runInvocation(ports, LIFE_STACK, monotonicMs(Number.MAX_SAFE_INTEGER)),
}

/** Time passes, and the next invocation runs to its end. */
export async function look(
  life: Life,
  afterMs: number,
): Promise<{ readonly life: Life; readonly breaches: readonly Breach[] }> {
  const before = passTime(life.world, life.world.nowMs + afterMs)
  const { world, told, breaches } = await within(life, before, tick)
  const judged = judge(life.watch, { before, after: world, scene: life.scene, told })
  return {
    life: { ...life, world, watch: judged.watch, looks: life.looks + 1 },
    breaches: [...breaches, ...judged.breaches],
  }
}

/** The cap is stated by the mid of the calm book. */
const isJudged = ({ invariant }: Breach, { book }: Scene): boolean => invariant !== 'I3' || book === 'calm'

/** One run of production code in the scene. */
export async function within(
  { scene, looks }: Life,
  world: World,
  run: Run,
): Promise<{ readonly world: World; readonly told: Told; readonly breaches: readonly Breach[] }> {
  const told: Told = { ticks: [], pages: [], refusedAtMs: [] }
  const ran = await runAlone(world, run, `look${looks}${run.kind}`, (ports, now) =>
    scenePorts(ports, scene, now, told),
  )
  return { ...ran, told, breaches: ran.breaches.filter((breach) => isJudged(breach, scene)) }
}
