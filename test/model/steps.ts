import type { History, Lane } from './actor.ts'
import { apply, silence } from './apply.ts'
import { conflict, type Footprint, footprintOf, isWrite, TIME_PASSES, VENUE_EVENT } from './footprint.ts'
import { type Breach, breachesOf, noteIntents } from './invariants.ts'
import { jsonOf } from './json.ts'
import { canLand, expire, fill, lagging, settle } from './venueModel.ts'
import type { InFlight, Op, World } from './world.ts'

/** An actor between two steps. `history` null: its next run has not begun. */
export interface ActorState {
  readonly lane: Lane
  readonly index: number
  readonly history: History | null
  /** What it waits for; a run not begun waits to begin. Empty: all its runs are over. */
  readonly ops: readonly Op[]
  /** The first answer was lost on the way, and the request goes out again. */
  readonly retrying: boolean
}

/** What the choices may do to a schedule besides its budgets. */
export interface Bounds {
  /** Steps in time, in ms, that may come at any point. */
  readonly jumpsMs: readonly number[]
  /** Shares that a fill may take of a live order. */
  readonly fillShares: readonly (number | 'all')[]
  /** The venue names every fill by one and the same trade id. */
  readonly sameTrade?: boolean
}

/** One way to go on. `key` names it for as long as its actor has not moved. */
export interface Step {
  readonly key: string
  readonly lane: string | null
  readonly words: string
  readonly footprint: Footprint
  readonly isFault: boolean
  /** The world after it, and what the actor is told; `next` null: no actor moves. */
  take(): Taken
}

export interface Taken {
  readonly world: World
  readonly moved:
    | { readonly how: 'answered'; readonly answers: readonly unknown[] }
    | { readonly how: 'crashed' }
    | { readonly how: 'retries' }
    | { readonly how: 'begun' }
    | null
  readonly breaches: readonly Breach[]
}

/** Steps that commute: neither touches what the other does, and they do not draw on one budget. */
export const areIndependent = (a: Step, b: Step): boolean =>
  (a.lane === null || a.lane !== b.lane) && !(a.isFault && b.isFault) && !conflict(a.footprint, b.footprint)

/** Every step that can come next. */
export function stepsOf(world: World, actors: readonly ActorState[], bounds: Bounds): readonly Step[] {
  // A run begins with its first request: to begin earlier would change nothing that anybody can see.
  const begun = actors.find((actor) => actor.history !== null && actor.history.previous === null)
  if (begun !== undefined && begun.ops.length > 0) return stepsOfActor(world, begun)
  const isOver = actors.every((actor) => actor.ops.length === 0)
  return [
    ...actors.flatMap((actor) => stepsOfActor(world, actor)),
    ...landings(world),
    ...(isOver ? [] : [...fills(world, bounds), ...settlements(world), ...jumps(world, bounds)]),
  ]
}

function stepsOfActor(world: World, actor: ActorState): readonly Step[] {
  const [op] = actor.ops
  if (op === undefined) return []
  if (op.do === 'begin') return [beginning(world, actor, op.what)]
  if (op.do === 'sleep') return [waking(world, actor, op.untilMs)]
  return actor.ops.length === 1 && isWrite(op) ? writes(world, actor, op) : reads(world, actor)
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

/** The client of the table sends anew by itself; nothing of the venue's is ever sent twice. */
const isRetried = (op: Op): boolean => op.do !== 'post' && op.do !== 'cancel' && op.do !== 'cancelMarket'

const inFlight = (world: World, lane: Lane, op: Op): InFlight => ({
  from: lane.name,
  op,
  seenEditId: world.control === 'absent' ? null : world.control.editId,
})

/** Parallel reads are one step, each with an outcome of its own; the disturbed ones draw on the budget of faults. */
function reads(world: World, actor: ActorState): readonly Step[] {
  const { lane, ops } = actor
  const healthy = ops.map((op) => ({ answer: () => apply(world, op).result, note: '', key: '' }))
  let vectors = [{ outcomes: healthy, faults: 0 }]
  ops.forEach((op, i) => {
    const disturbed = disturbances(world, op)
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

const FAILING: ReadonlySet<Op['do']> = new Set([
  'control',
  'marketItems',
  'ledgerFill',
  'ledgerOrder',
  'trades',
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

/** A request whose sender waits no more arrives after all. */
function landings(world: World): readonly Step[] {
  return world.inFlight.flatMap((flight, i) => {
    const { op } = flight
    const isStale =
      op.do !== 'flip' && 'id' in op && op.do !== 'acquire' && op.do !== 'commit' && op.do !== 'order'
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

function fills(world: World, { fillShares, sameTrade = false }: Bounds): readonly Step[] {
  if (world.left.fills === 0) return []
  return world.venue.orders.flatMap((order) => {
    if (!order.live) return []
    const rest = order.sizeMicros - order.matchedMicros
    return fillShares.flatMap((shares) => {
      const sizeMicros = shares === 'all' ? rest : shares * 1_000_000
      if (sizeMicros > rest || (shares !== 'all' && sizeMicros === rest)) return []
      const what = shares === 'all' ? 'all' : `${shares}`
      return [
        event(world, `fill:${order.id}:${what}`, `${what} of order ${order.id} is matched`, () =>
          fill(spend(world, 'fills'), order.id, sizeMicros, sameTrade),
        ),
      ]
    })
  })
}

function settlements(world: World): readonly Step[] {
  return world.venue.legs.flatMap((leg) => {
    if (leg.status !== 'PROVISIONAL') return []
    const name = `${leg.tradeId}/${leg.orderId}`
    const confirms = event(world, `confirm:${name}`, `trade ${name} is confirmed`, () =>
      settle(world, leg, 'CONFIRMED'),
    )
    if (world.left.failures === 0) return [confirms]
    return [
      confirms,
      event(world, `fail:${name}`, `trade ${name} fails to settle`, () =>
        settle(spend(world, 'failures'), leg, 'FAILED'),
      ),
    ]
  })
}

function event(world: World, key: string, words: string, change: () => World): Step {
  return {
    key,
    lane: null,
    words,
    footprint: VENUE_EVENT,
    isFault: false,
    take: () => {
      const after = change()
      return { world: after, moved: null, breaches: breachesOf(world, null, after) }
    },
  }
}

const jumps = (world: World, { jumpsMs }: Bounds): readonly Step[] =>
  world.left.jumps === 0
    ? []
    : jumpsMs.map((ms) => ({
        key: `jump:${ms}`,
        lane: null,
        words: `${ms / 1000} s pass`,
        footprint: TIME_PASSES,
        isFault: false,
        take: () => {
          const after = passTime(spend(world, 'jumps'), world.nowMs + ms)
          return { world: after, moved: null, breaches: breachesOf(world, null, after) }
        },
      }))

/** Orders end, and lost posts become too old for the venue to take. */
export function passTime(world: World, nowMs: number): World {
  const later = expire({ ...world, nowMs })
  const inFlightStill = later.inFlight.filter(({ op }) => op.do !== 'post' || canLand(op.order, nowMs))
  return { ...later, inFlight: inFlightStill }
}

const spend = (world: World, what: keyof World['left']): World => ({
  ...world,
  left: { ...world.left, [what]: world.left[what] - 1 },
})

/** A request in words. */
export function say(op: Op): string {
  switch (op.do) {
    case 'commit': {
      const orders = op.state.orders.map((order) => `${order.id} ${order.life.at}`).join(', ')
      return `commit rev ${op.rev + 1} fence ${op.lease.fence}, ${op.state.phase} [${orders}]`
    }
    case 'post':
      return `post ${op.order.draft.purpose} ${op.order.id}`
    case 'cancel':
      return `cancel ${op.ids.join(' ')}`
    case 'order':
      return `order ${op.id}`
    case 'latchMessage':
    case 'latchCondition':
      return `${op.do} ${op.reason.code}`
    case 'stopDone':
    case 'resume':
      return `${op.do} ${op.seq}`
    case 'flip':
      return `flips halted to ${op.halted} by hand`
    default:
      return op.do
  }
}
