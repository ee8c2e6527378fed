import { type Control, isRunning, isStopActive, isStopDone } from '../../../shared/domain/control.ts'
import { known } from '../../../shared/domain/read.ts'
import { epochMs, monotonicMs, price, type TokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { arm } from '../../../shared/operator/arm.ts'
import { disarm, drain, flatten, resume } from '../../../shared/operator/operator.ts'
import { untilFree } from '../../../shared/operator/untilFree.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { World } from './world.ts'

const SHELL_TIMEOUT_MS = 300_000
/** The time of the function that does what is asked. */
const COMMAND_MS = 120_000
/** An operator waits for a flatten this long before resuming with what is left. */
const FLATTEN_PATIENCE_MS = 600_000
/** A price for shares that no fill explains. */
const ADOPTED_AT = price(500_000)

/** The person who runs the bot: arms it, and after a STOP that is done settles its cause and resumes. */
export function startOperator(world: World): void {
  const { kernel, random, watch } = world
  const memory: Memory = { flattenedSeq: 0, flattenedAtMs: 0, adoptedSeq: 0, adopted: new Set() }
  let busy: { isDead(): boolean } | null = null
  const round = (): void => {
    kernel.after(random.between(20_000, 90_000), round)
    if (busy !== null && !busy.isDead()) return
    const { actor, ports } = world.start('operator')
    busy = actor
    kernel.after(SHELL_TIMEOUT_MS, () => actor.kill())
    act(world, ports, memory).then(
      () => actor.kill(),
      (error: unknown) => watch.report('I10', `the operator's command threw: ${String(error)}`),
    )
  }
  kernel.after(1_000, round)
}

interface Memory {
  flattenedSeq: number
  flattenedAtMs: number
  /** Of which STOP, and the outcomes that were adopted after it: of many one shell cannot settle all. */
  adoptedSeq: number
  readonly adopted: Set<TokenId>
}

async function act(world: World, ports: Ports, memory: Memory): Promise<void> {
  const { random, faults } = world
  const { stack } = world.deployed
  const control = await ports.store.control()
  if (!control.ok) return
  const isActive = control.value !== 'absent' && isStopActive(control.value)
  if (control.value === 'absent' || (!control.value.armed && !isActive && !control.value.halted)) {
    const armed = await untilFree(ports, shellEnds(ports), () => arm(ports, stack))
    faults.note(`operator: arm ${armed.is}`)
    return
  }
  const { value } = control
  if (isRunning(value)) {
    if (await waitsForPerson(ports)) {
      faults.note('operator: halt for a fill that never settles')
      await ports.store.latchMessage({ code: 'OPERATOR', text: 'halt', atMs: ports.clock.nowMs() })
    } else if (value.drain) {
      if (!faults.enabled || random.chance(0.05)) await drain(ports, false)
    } else if (faults.happens('operator: drain', 4)) await drain(ports, true)
    else if (faults.happens('operator: disarm', 4)) await disarm(ports)
    return
  }
  if (!value.armed && !isActive) {
    // Flipped by hand while nothing was armed: nobody counts it, so it is made a STOP that can be resumed from.
    await ports.store.latchMessage({ code: 'OPERATOR', text: 'halt', atMs: ports.clock.nowMs() })
    return
  }
  if (value.haltSeq === value.clearedSeq || !isStopDone(value)) return
  if (faults.enabled && random.chance(0.4)) return
  await settleAndResume(world, ports, value, memory)
}

async function settleAndResume(world: World, ports: Ports, control: Control, memory: Memory): Promise<void> {
  const { kernel, faults } = world
  const { stack } = world.deployed
  if (control.codes.includes('LOSS') && !isNextDay(world, control)) return
  if (memory.adoptedSeq !== control.haltSeq) memory.adopted.clear()
  memory.adoptedSeq = control.haltSeq
  const items = await ports.store.marketItems()
  if (!items.ok) return
  for (const { market, state } of items.value) {
    if (state === null) continue
    const isStuck = state.orders.some((order) => order.stuck === true)
    const isResolved = state.settling && state.folded.sizeMicros > 0
    const isUnsettled = isToldUnsettled(state)
    const isNamed = needsAdopt(control) && !memory.adopted.has(state.tokenId)
    if (!isStuck && !isResolved && !isUnsettled && state.lost === undefined && !isNamed) continue
    const request = {
      market,
      tokenId: state.tokenId,
      resolved: isResolved,
      // What was settled so once is unsettled in the venue's history forever.
      unsettled: isUnsettled || state.handSettled !== undefined,
      priceMicros: ADOPTED_AT,
    }
    const adopted = await untilFree(ports, shellEnds(ports), () => adopt(ports, stack, request))
    faults.note(`operator: adopt ${isUnsettled ? 'unsettled ' : ''}${adopted.is}`)
    if (adopted.is === 'refused') return
    memory.adopted.add(state.tokenId)
  }
  const holds = items.value.some(({ state }) => state?.phase === 'POSITION_OPEN')
  const wantsFlat = control.codes.includes('EXPOSURE') || faults.happens('operator: flatten', 200)
  if (wantsFlat && holds && memory.flattenedSeq !== control.haltSeq) {
    // What has left the configuration too: above its cap it would be a STOP again after each resume.
    const markets = [...new Set(items.value.map(({ market }) => market))]
    const asked = await flatten(ports, { seq: control.haltSeq, markets, floorMicros: price(100_000) })
    if (asked.is !== 'done') return
    faults.note('operator: flatten asked')
    memory.flattenedSeq = control.haltSeq
    memory.flattenedAtMs = kernel.nowMs()
    return
  }
  if (
    holds &&
    memory.flattenedSeq === control.haltSeq &&
    kernel.nowMs() - memory.flattenedAtMs < FLATTEN_PATIENCE_MS
  )
    return
  const resumed = await resume(ports, control.haltSeq, known([], epochMs(kernel.nowMs())))
  faults.note(`operator: resume ${resumed.is}`)
}

/** As long as a command waits for the leases that ticks hold. */
const shellEnds = ({ clock }: Ports) => monotonicMs(clock.monotonicMs() + COMMAND_MS)

/** The page of a fill that does not settle has come: the runbook says halt, adopt and resume. */
const isToldUnsettled = ({ waits }: MarketState): boolean => waits?.legUnsettled?.told === true

async function waitsForPerson({ store }: Ports): Promise<boolean> {
  const items = await store.marketItems()
  return items.ok && items.value.some(({ state }) => state !== null && isToldUnsettled(state))
}

/** What the operator settles by writing the books again. */
const needsAdopt = ({ codes }: Control): boolean =>
  codes.some(
    (code) =>
      code === 'SETTLEMENT' ||
      code === 'BALANCE_SHORT' ||
      code === 'STATE_LOSS' ||
      code === 'FILL_IMPOSSIBLE',
  )

/** A day's loss is over with the day. */
function isNextDay({ kernel }: World, control: Control): boolean {
  const lost = control.messages.find((message) => message.startsWith('LOSS'))
  const day = /on (\d{4}-\d{2}-\d{2})/.exec(lost ?? '')?.[1]
  return day !== new Date(kernel.nowMs()).toISOString().slice(0, 10)
}
