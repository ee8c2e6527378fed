import type { Lane } from './actor.ts'
import { apply, silence } from './apply.ts'
import { eventsOf, passTime, spend } from './events.ts'
import { footprintOf, isWrite, TIME_PASSES } from './footprint.ts'
import { breachesOf, noteIntents } from './invariants.ts'
import { jsonOf } from './json.ts'
import type { ActorState, Bounds, Step, Taken } from './step.ts'
import { lagging } from './venueModel.ts'
import { say } from './words.ts'
import type { InFlight, Op, World } from './world.ts'

/** Every step that can come next. */
export function stepsOf(world: World, actors: readonly ActorState[], bounds: Bounds): readonly Step[] {
  // A run begins with its first request: to begin earlier would change nothing that anybody can see.
  const begun = actors.find((actor) => actor.history !== null && actor.history.previous === null)
  if (begun !== undefined && begun.ops.length > 0) return stepsOfActor(world, begun, bounds)
  const isOver = actors.every((actor) => actor.ops.length === 0)
  return [
    ...actors.flatMap((actor) => stepsOfActor(world, actor, bounds)),
    ...landings(world),
    ...(isOver ? [] : eventsOf(world, bounds)),
  ]
}

function stepsOfActor(world: World, actor: ActorState, bounds: Bounds): readonly Step[] {
  const [op] = actor.ops
  if (op === undefined) return []
  if (op.do === 'begin') return [beginning(world, actor, op.what)]
  if (op.do === 'sleep') return [waking(world, actor, op.untilMs), ...ringing(world, actor, op)]
  return actor.ops.length === 1 && isWrite(op)
    ? writes(world, actor, op).filter(({ isFault, key }) => !isFault || mayFail(bounds, op, key))
    : [...reads(world, actor, bounds), ...tears(world, actor)]
}

/** Whether a request may end so: by what stands behind the colon of its step's key. */
const mayFail = ({ faults }: Bounds, { do: what }: Op, key: string): boolean => {
  const ending = key.slice(key.indexOf(':') + 1)
  return faults === undefined ? ending !== 'refused' : faults.includes(`${what}:${ending}`)
}

function beginning(world: World, { lane, index }: ActorState, what: string): Step {
  const kind = lane.runs[index]?.kind
  const first: Op = kind === 'control' ? { do: 'flip', halted: true } : { do: 'acquire', leaseMs: 0, id: '' }
  return {
    key: `${lane.name}:begin`,
    lane: lane.name,
    words: `${lane.name} begins: ${what}`,
    // That of its first request, which follows at once.
    footprint: footprintOf([first]),
    isFault: false,
    take: () => ({ world, moved: { how: 'begun' }, breaches: [] }),
  }
}

function waking(world: World, { lane }: ActorState, untilMs: number): Step {
  const isLater = untilMs > world.nowMs
  return {
    key: `${lane.name}:wake`,
    lane: lane.name,
    words: `${lane.name} wakes${isLater ? ` after ${(untilMs - world.nowMs) / 1000} s` : ''}`,
    footprint: isLater ? TIME_PASSES : footprintOf([{ do: 'sleep', untilMs }]),
    isFault: false,
    take: () => answered(world, isLater ? passTime(world, untilMs) : world, [undefined], []),
  }
}

/** Before its time is over a bell may end a sleep that listens. */
function ringing(world: World, { lane }: ActorState, op: Extract<Op, { do: 'sleep' }>): readonly Step[] {
  if (op.mayRing !== true || op.untilMs <= world.nowMs) return []
  return [
    {
      key: `${lane.name}:ring`,
      lane: lane.name,
      words: `the bell wakes ${lane.name}`,
      footprint: footprintOf([op]),
      isFault: false,
      take: () => answered(world, world, ['rung'], []),
    },
  ]
}

/** A write arrives and answers; or its answer is lost and it goes out again; or nobody hears of it; or the sender dies. */
function writes(world: World, actor: ActorState, op: Op): readonly Step[] {
  const { lane } = actor
  const step = (ending: string, words: string, isFault: boolean, take: () => Taken): Step => ({
    key: `${lane.name}:${ending}`,
    lane: lane.name,
    words: `${lane.name}: ${say(op)}${words}`,
    footprint: footprintOf([op]),
    isFault,
    take,
  })
  const steps = [step('ok', actor.retrying ? ' (again)' : '', false, () => arrives(world, op))]
  if (world.left.faults === 0 || (op.do === 'post' && world.nowMs > op.sendByMs)) return steps
  const faulty = spend(world, 'faults')
  const away: World = { ...faulty, inFlight: [...world.inFlight, inFlight(world, lane, op)] }
  if (isRetried(op) && !actor.retrying) {
    steps.push(
      step('retry', ' - the answer is lost, it is sent again', true, () => {
        const applied = apply(faulty, op)
        return {
          world: noteIntents(faulty, applied.world),
          moved: { how: 'retries' },
          breaches: breachesOf(faulty, op, noteIntents(faulty, applied.world)),
        }
      }),
    )
  }
  if (op.do === 'post') {
    const rejected = { is: 'rejected', code: 'crosses', text: 'order crosses book' }
    steps.push(
      step('rejected', ' - refused: it would cross', true, () => answered(world, faulty, [rejected], [op])),
      step('refused', ' - refused: the region', true, () => {
        const found: World = { ...faulty, ghost: { ...faulty.ghost, found: true } }
        return answered(world, found, [{ is: 'rejected', code: 'region', text: 'restricted region' }], [op])
      }),
    )
  }
  steps.push(
    step('late', ' - no answer; it may arrive later, or never', true, () =>
      answered(world, away, [silence(op)], [op]),
    ),
  )
  if (op.do === 'release') return steps
  return [
    ...steps,
    step('crash', ' - and dies; it may arrive later, or never', true, () => ({
      world: away,
      moved: { how: 'crashed' },
      breaches: breachesOf(world, op, away),
    })),
  ]
}

function arrives(world: World, op: Op): Taken {
  const applied = apply(world, op)
  return answered(world, applied.world, [applied.result], [op])
}

function answered(before: World, after: World, answers: readonly unknown[], ops: readonly Op[]): Taken {
  const next = noteIntents(before, after)
  return {
    world: next,
    moved: { how: 'answered', answers },
    breaches: breachesOf(before, ops[0] ?? null, next),
  }
}

/** The client of the table sends again by itself; nothing of the venue's is ever sent twice. */
const isRetried = (op: Op): boolean => op.do !== 'post' && op.do !== 'cancel' && op.do !== 'cancelMarket'

const inFlight = (world: World, lane: Lane, op: Op): InFlight => ({
  from: lane.name,
  op,
  seenEditId: world.control === 'absent' ? null : world.control.editId,
})

/**
 * Parallel reads are one step, each with an outcome of its own; the disturbed ones draw on the budget of faults. What
 * was answered before the others stays as it was then.
 */
function reads(world: World, actor: ActorState, { faults }: Bounds): readonly Step[] {
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
function tears(world: World, { lane, ops, early }: ActorState): readonly Step[] {
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

const OF_THE_ITEM: ReadonlySet<Op['do']> = new Set(['acquire', 'claim', 'commit'])

/** A request whose sender waits no more arrives after all. */
function landings(world: World): readonly Step[] {
  return world.inFlight.flatMap((flight, i) => {
    const { op } = flight
    const isStale =
      op.do !== 'flip' && 'id' in op && !OF_THE_ITEM.has(op.do) && op.do !== 'order'
        ? flight.seenEditId !== (world.control === 'absent' ? null : world.control.editId)
        : false
    if (isStale) return []
    return [
      {
        key: `land:${jsonOf(op)}`,
        lane: null,
        words: `${say(op)} of ${flight.from} arrives after all`,
        footprint: footprintOf([op]),
        isFault: false,
        take: () => {
          const waiting = { ...world, inFlight: world.inFlight.toSpliced(i, 1) }
          const after = noteIntents(world, apply(waiting, late(op)).world)
          // A post was judged when it left; any other write is judged as it lands.
          return {
            world: after,
            moved: null,
            breaches: breachesOf(world, op.do === 'post' ? null : op, after),
          }
        },
      },
    ]
  })
}

/** Once sent, the sender's own deadline holds nothing back. */
const late = (op: Op): Op => (op.do === 'post' ? { ...op, sendByMs: Number.MAX_SAFE_INTEGER } : op)
