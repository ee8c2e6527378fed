import type { Lane } from './actor.ts'
import { apply, silence } from './apply.ts'
import { eventsOf, passTime, spend } from './events.ts'
import { footprintOf, isWrite, TIME_PASSES } from './footprint.ts'
import { type Breach, breachesOf, noteIntents } from './invariants.ts'
import { jsonOf } from './json.ts'
import { answered, reads, tears } from './parallelReads.ts'
import type { ActorState, Bounds, Step, Taken } from './step.ts'
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
  const isOfPair = world.sibling !== undefined
  if (isOfPair && actor.ops.length > 1 && actor.ops.some(isWrite)) return [arriveTogether(world, actor)]
  return actor.ops.length === 1 && isWrite(op)
    ? writes(world, actor, op).filter(({ isFault, key }) => !isFault || mayFail(bounds, op, key))
    : [...reads(world, actor, bounds), ...tears(world, actor)]
}

/** Whether a request may end so: by what is behind the colon of its step's key. */
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

/** Writes of several items at once, as for two outcomes: they arrive in their order, and nothing befalls them. */
function arriveTogether(world: World, { lane, ops }: ActorState): Step {
  return {
    key: `${lane.name}:all`,
    lane: lane.name,
    words: `${lane.name}: ${ops.map(say).join(', ')}`,
    footprint: footprintOf(ops),
    isFault: false,
    take: () => {
      const answers: unknown[] = []
      const breaches: Breach[] = []
      let after = world
      for (const op of ops) {
        const applied = apply(after, op)
        const next = noteIntents(after, applied.world)
        breaches.push(...breachesOf(after, op, next))
        answers.push(applied.result)
        after = next
      }
      return { world: after, moved: { how: 'answered', answers }, breaches }
    },
  }
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

/** The client of the table sends again by itself; nothing of the venue's is ever sent twice. */
const isRetried = (op: Op): boolean => op.do !== 'post' && op.do !== 'cancel' && op.do !== 'cancelMarket'

const inFlight = (world: World, lane: Lane, op: Op): InFlight => ({
  from: lane.name,
  op,
  seenEditId: world.control === 'absent' ? null : world.control.editId,
})

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
