import type { Actors, History, Lane } from './actor.ts'
import { type Breach, RunBreach } from './invariants.ts'
import { digest, jsonOf } from './json.ts'
import type { ActorState, Bounds, Step, Taken } from './step.ts'
import type { World } from './world.ts'

/** A start, the actors and the bounds within which every schedule is tried. */
export interface Instance {
  readonly world: World
  readonly lanes: readonly Lane[]
  readonly bounds: Bounds
  /** Judges a world in which all runs are over and no fault comes any more. */
  settle(world: World): Promise<readonly Breach[]>
}

/** A state of the whole: the world, and the state of each actor in it. */
export interface Node {
  readonly world: World
  readonly actors: readonly ActorState[]
}

export const startOf = ({ world, lanes }: Instance): Node => ({
  world,
  actors: lanes.map((lane) => toBegin(lane, 0)),
})

export const isOver = ({ actors }: Node): boolean => actors.every((actor) => actor.ops.length === 0)

/** A run has begun and not made its first request: a moment within a step, not a state. */
export const isBeginning = ({ actors }: Node): boolean =>
  actors.some(({ history }) => history !== null && history.previous === null)

/** The state after a step: the world at once, and the actor that moved run on until it waits again. */
export async function after(
  actors: Actors,
  node: Node,
  step: Step,
): Promise<{ readonly node: Node; readonly breaches: readonly Breach[] }> {
  const taken = step.take()
  const moved = await moveActor(actors, node, step, taken)
  return {
    node: { world: taken.world, actors: moved.actors },
    breaches: [...taken.breaches, ...moved.breaches],
  }
}

async function moveActor(
  runner: Actors,
  { actors }: Node,
  step: Step,
  { moved, world }: Taken,
): Promise<{ readonly actors: readonly ActorState[]; readonly breaches: readonly Breach[] }> {
  if (moved === null) return { actors, breaches: [] }
  const at = actors.findIndex((actor) => actor.lane.name === step.lane)
  const actor = actors[at]
  if (actor === undefined) throw new RangeError(`no actor ${step.lane}`)
  const { lane, index } = actor
  const put = (next: ActorState) => ({ actors: actors.with(at, next), breaches: [] })
  if (moved.how === 'crashed') return put(toBegin(lane, index + 1))
  if (moved.how === 'retries') return put({ ...actor, retrying: true })
  if (moved.how === 'torn') return put({ ...actor, early: moved.early })
  const history = append(actor, moved.how === 'begun' ? [] : moved.answers, world.nowMs)
  const parked = await runner.parkedAfter(lane, index, history)
  if (parked.is === 'threw') {
    const invariant = parked.error instanceof RunBreach ? parked.error.invariant : 'I10'
    return { actors, breaches: [{ invariant, what: `${lane.name} threw ${String(parked.error)}` }] }
  }
  if (parked.is === 'finished') return put(toBegin(lane, index + 1))
  return put({ lane, index, history, ops: parked.ops, retrying: false })
}

/** Before its next run, if there is one. A run that is over has left no trace but in the world. */
function toBegin(lane: Lane, index: number): ActorState {
  const run = lane.runs[index]
  return {
    lane,
    index,
    history: null,
    ops: run === undefined ? [] : [{ do: 'begin', what: run.name }],
    retrying: false,
  }
}

function append({ lane, index, history }: ActorState, answers: readonly unknown[], nowMs: number): History {
  const before = history?.key ?? `${lane.name}${index}`
  const key = digest(`${before} ${nowMs} ${answers.map(jsonOf).join(' ')}`)
  return { previous: history, answers, nowMs, key }
}

/** Equal for states from which the same can follow. */
export const nodeDigest = ({ world, actors }: Node): string =>
  digest(
    `${worldJson(world)} ${actors
      .map(
        ({ index, history, retrying, early }) =>
          `${index}${history?.key ?? ''}${retrying ? '!' : ''}${early === undefined ? '' : jsonOf([...early])}`,
      )
      .join(' ')}`,
  )

export const worldDigest = (world: World): string => digest(worldJson(world))

/** The parts are immutable and shared between worlds: each is written out once. */
const worldJson = (world: World): string =>
  `${world.nowMs} ${itemJson(world.item)} ${[world.control, world.ledger, world.venue, world.inFlight, world.left, world.ghost, world.alarms].map(jsonOf).join(' ')}`

function itemJson(item: World['item']): string {
  const { leaseId, leaseUntilMs, fence, rev, commitId, state, unlatched } = item
  return `${leaseId} ${leaseUntilMs} ${fence} ${rev} ${commitId} ${jsonOf(state)} ${unlatched.map(({ id }) => id).join()}`
}
