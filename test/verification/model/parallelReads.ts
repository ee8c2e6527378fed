import { apply, silence } from './apply.ts'
import { spend } from './events.ts'
import { footprintOf } from './footprint.ts'
import { breachesOf, noteIntents } from './invariants.ts'
import type { ActorState, Bounds, Step, Taken } from './step.ts'
import { lagging } from './venueModel.ts'
import { say } from './words.ts'
import type { Op, World } from './world.ts'

export function answered(
  before: World,
  after: World,
  answers: readonly unknown[],
  ops: readonly Op[],
): Taken {
  const next = noteIntents(before, after)
  return {
    world: next,
    moved: { how: 'answered', answers },
    breaches: breachesOf(before, ops[0] ?? null, next),
  }
}

/**
 * Parallel reads are one step, each with an outcome of its own; the disturbed ones draw on the budget of faults. What
 * was answered before the others stays as it was then.
 */
export function reads(world: World, actor: ActorState, { faults }: Bounds): readonly Step[] {
  const { lane, ops, early } = actor
  const healthy = ops.map((op, i) =>
    early?.has(i) === true
      ? { answer: () => early.get(i), note: ' (before)', key: '' }
      : { answer: () => apply(world, op).result, note: '', key: '' },
  )
  let vectors = [{ outcomes: healthy, faults: 0 }]
  ops.forEach((op, i) => {
    if (early?.has(i) === true) return
    const disturbed = disturbances(world, op).filter(
      ({ note }) => faults?.includes(`${op.do}${note}`) ?? true,
    )
    vectors = vectors.flatMap((vector) =>
      vector.faults >= world.left.faults
        ? [vector]
        : [
            vector,
            ...disturbed.map((each) => ({
              outcomes: vector.outcomes.with(i, { ...each, key: `${i}${each.note}` }),
              faults: vector.faults + 1,
            })),
          ],
    )
  })
  return vectors.map(({ outcomes, faults }) => ({
    key: `${lane.name}:${outcomes.map((each) => each.key).join('')}`,
    lane: lane.name,
    words: `${lane.name}: ${ops.map((op, i) => `${say(op)}${outcomes[i]?.note ?? ''}`).join(', ')}`,
    footprint: footprintOf(ops),
    isFault: faults > 0,
    take: () => {
      const left = { ...world.left, faults: world.left.faults - faults }
      const answers = outcomes.map((each) => each.answer())
      return answered(world, faults === 0 ? world : { ...world, left }, answers, [])
    },
  }))
}

/** One of the parallel reads is answered before the others, or all but one are: what comes between, the others see. */
export function tears(world: World, { lane, ops, early }: ActorState): readonly Step[] {
  if (early !== undefined || ops.length < 2 || (world.left.torn ?? 0) === 0) return []
  const tear = (key: string, taken: readonly number[]): Step => ({
    key: `${lane.name}:${key}`,
    lane: lane.name,
    words: `${lane.name}: ${taken.map((i) => say(ops[i] as Op)).join(', ')}, and the other reads later`,
    footprint: footprintOf(taken.map((i) => ops[i] as Op)),
    // It draws on a budget, as a fault does.
    isFault: true,
    take: () => ({
      world: spend(world, 'torn'),
      moved: { how: 'torn', early: new Map(taken.map((i) => [i, apply(world, ops[i] as Op).result])) },
      breaches: [],
    }),
  })
  const all = [...ops.keys()]
  return all.flatMap((i) => [
    tear(`first${i}`, [i]),
    // Of two, the one that is not first is last.
    ...(ops.length > 2
      ? [
          tear(
            `last${i}`,
            all.filter((each) => each !== i),
          ),
        ]
      : []),
  ])
}

const FAILING: ReadonlySet<Op['do']> = new Set([
  'control',
  'haltCheck',
  'marketItems',
  'ledgerFill',
  'ledgerOrder',
  'ledgerLateFills',
  'trades',
  'history',
  'tradesById',
  'openOrders',
  'order',
  'balance',
])

/** A read fails; or the venue answers from a copy that has not seen its last change. */
function disturbances(world: World, op: Op): { answer: () => unknown; note: string }[] {
  if (!FAILING.has(op.do)) return []
  const failed = { answer: () => silence(op), note: ' (fails)' }
  const { before, orders, legs } = world.venue
  const lags =
    (op.do === 'trades' && before.legs !== legs) ||
    ((op.do === 'openOrders' || op.do === 'order') && before.orders !== orders)
  return lags ? [failed, { answer: () => apply(lagging(world), op).result, note: ' (lags)' }] : [failed]
}
