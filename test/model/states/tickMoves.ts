import type { StopReason } from '../../../shared/domain/control.ts'
import { legKey } from '../../../shared/domain/leg.ts'
import { hasId, type Order, type OrderDraft } from '../../../shared/domain/order.ts'
import { type OrderId, orderId } from '../../../shared/domain/units.ts'
import { prune } from '../../../shared/engine/prune.ts'
import { readCursorMs } from '../../../shared/engine/readCursor.ts'
import { reconcile } from '../../../shared/engine/reconcile.ts'
import { absorb, withIntent } from '../../../shared/machine/absorb.ts'
import type { ActResult, Decision, PostOutcome } from '../../../shared/machine/decision.ts'
import type { Facts } from '../../../shared/machine/facts.ts'
import type { MarketState, Phase } from '../../../shared/machine/state.ts'
import { transition } from '../../../shared/machine/transition.ts'
import { type CancelChoice, cancelChoices } from './cancelChoices.ts'
import type { BookName, Domain, PostEnd } from './domain.ts'
import { type Breach, decisionBreaches, postBreaches } from './invariants.ts'
import { type Sighting, sightings } from './sightings.ts'
import type { Move } from './venueMoves.ts'
import { ownedMicros, type TrueOrder, WALLET, type World } from './world.ts'

/** What a tick leaves behind for the statistics and the list of breaches. */
export interface Log {
  phase(from: Phase, to: Phase, by: 'observed' | 'acted'): void
  stop(reason: StopReason): void
  breach(label: string, breach: Breach): void
}

/** A tick's move; `enters` when it puts an entry on the book. */
export interface TickMove extends Move {
  readonly enters: boolean
}

/** Every way a tick of the production machine can go in this world. */
export function tickMoves(world: World, domain: Domain, log: Log): readonly TickMove[] {
  return sightings(world, domain).flatMap((sighting) => {
    const label = `tick (${sighting.label})`
    try {
      return tick(world, domain, log, sighting)
    } catch (error) {
      log.breach(label, { invariant: 11, text: error instanceof Error ? error.message : String(error) })
      return []
    }
  })
}

function tick(world: World, domain: Domain, log: Log, sighting: Sighting): readonly TickMove[] {
  const { seen, fault, label } = sighting
  const facts = reconcile(world.state, seen, domain.settings, WALLET)
  const decision = transition(facts, seen, domain.settings)
  const stops = decision.actions.flatMap((action) => (action.do === 'stop' ? [action.reason] : []))
  stops.forEach(log.stop)
  log.phase(facts.before, decision.state.phase, 'observed')
  const say = `tick (${label}): ${decision.audit.row}`
  for (const breach of decisionBreaches(decision, world, stops.length > 0)) log.breach(say, breach)

  const pruned = prune(decision.state, world.state)
  const unwritten = fault === 'ledger cannot be written'
  if (unwritten && pruned.rows.length === 0) return []
  const latched = latch(world, stops, facts)
  const ledgered = unwritten ? latched : withRows(latched, pruned.rows)
  const decided: Decided = {
    say,
    world: ledgered,
    state: unwritten ? decision.state : pruned.state,
    shown: showing(world, facts, seen.trades),
    decision,
    sighting,
    missing: missing(world, facts, sighting),
  }
  if (decided.missing !== null) log.breach(say, { invariant: 5, text: decided.missing })
  const halfway: TickMove = {
    label: `${say}, crash after the ledger`,
    to: ledgered,
    calm: false,
    enters: false,
  }
  const crashes = fault === null && pruned.rows.length > 0 && domain.tellsFillsApart ? [halfway] : []
  return [...crashes, ...actMoves(decided, domain, log)].filter((move) =>
    isLegal(move.to, fault === 'trades as last shown'),
  )
}

interface Decided {
  readonly say: string
  /** The world with the STOP latched and the ledger written; the item still as it was stored. */
  readonly world: World
  /** What the tick would store. */
  readonly state: MarketState
  readonly shown: World['trades']
  readonly decision: Decision
  readonly sighting: Sighting
  readonly missing: string | null
}

/** The venue shows a trade before the cursor has left it behind: nobody could find it later. */
const isLegal = ({ trades, state }: World, lagged: boolean): boolean =>
  !trades.some(
    (trade) => (trade.hidden || (lagged && trade.shown === null)) && trade.matchedAtMs < readCursorMs(state),
  )

function latch(world: World, stops: readonly StopReason[], facts: Facts): World {
  const contradicted =
    world.contradicted || facts.contradictions.some(({ code }) => code !== 'TRADE_ID_UNKNOWN')
  const control = stops.length > 0 && world.control !== 'not armed' ? 'halted' : world.control
  return { ...world, control, contradicted }
}

function withRows(world: World, rows: ReturnType<typeof prune>['rows']): World {
  if (rows.length === 0) return world
  const fills = rows.flatMap((row) =>
    row.kind === 'fill' ? [[legKey(row.leg), row.leg.status] as const] : [],
  )
  const orders = rows.flatMap((row) => (row.kind === 'order' ? [row.order.id] : []))
  return {
    ...world,
    ledgerFills: { ...world.ledgerFills, ...Object.fromEntries(fills) },
    ledgerOrders: [...new Set([...world.ledgerOrders, ...orders])],
  }
}

/** What the state to be stored has been shown: a final status stays, a read that could not be judged shows nothing. */
function showing(world: World, facts: Facts, read: Sighting['seen']['trades']): World['trades'] {
  if (!read.ok || !facts.tradesUsable) return world.trades
  return world.trades.map((trade) => {
    const leg = read.value.legs.find((each) => each.tradeId === trade.id)
    const goesBack = leg?.status === 'PROVISIONAL' && trade.shown !== null
    return leg === undefined || goesBack ? trade : { ...trade, shown: leg.status }
  })
}

/**
 * A visible trade that this tick should have read. One taken back after it was final is not looked for again: where
 * the overlap of the reads does not show it, the balance will.
 */
function missing(world: World, facts: Facts, { fault, seen }: Sighting): string | null {
  if (fault !== null || !facts.tradesUsable || !seen.trades.ok) return null
  const { legs } = seen.trades.value
  const lost = world.trades.find(
    (trade) => !trade.hidden && isOpen(trade) && !legs.some((leg) => leg.tradeId === trade.id),
  )
  return lost === undefined ? null : `the ${lost.side} of ${lost.sizeMicros / 1e6} is not asked for`
}

const isOpen = ({ shown }: World['trades'][number]): boolean => shown === null || shown === 'PROVISIONAL'

function actMoves(decided: Decided, domain: Domain, log: Log): readonly TickMove[] {
  const { decision, world } = decided
  const asked = decision.actions.flatMap((action) => (action.do === 'cancel' ? [action] : []))
  return cancelChoices(world, asked, domain).flatMap((choice) =>
    choice.results === null
      ? [crashed(decided, choice)]
      : afterCancels(decided, choice, choice.results, domain, log),
  )
}

/** The cancels went out, and nothing of the tick was stored. */
const crashed = ({ say, world }: Decided, choice: CancelChoice): TickMove => ({
  label: `${say}${choice.label}`,
  to: { ...world, orders: choice.orders },
  calm: false,
  enters: false,
})

function afterCancels(
  decided: Decided,
  choice: CancelChoice,
  results: readonly ActResult[],
  domain: Domain,
  log: Log,
): readonly TickMove[] {
  const { decision, sighting, state } = decided
  const label = `${decided.say}${choice.label}`
  const acted = absorb(state, results, domain.settings)
  log.phase(state.phase, acted.state.phase, 'acted')
  acted.stops.forEach(log.stop)
  const world: World = {
    ...decided.world,
    orders: choice.orders,
    trades: decided.shown,
    state: acted.state,
    control: acted.stops.length > 0 ? 'halted' : decided.world.control,
  }
  const calm = sighting.calm && choice.calm
  const post = decision.actions.find((action) => action.do === 'post')
  if (post === undefined) return [{ label, to: forget(world), calm, enters: false }]

  const book = bookOf(sighting)
  for (const breach of postBreaches(post.draft, acted.state, world, book)) log.breach(label, breach)
  return domain.posts
    .filter((end) => fits(end, post.draft, world, domain))
    .map((end) => {
      const move = postMove(world, post.draft, end, domain, log)
      const enters = end === 'accepted' && post.draft.side === 'BUY'
      return { ...move, label: `${label}${move.label}`, calm: calm && move.calm, enters }
    })
}

const bookOf = ({ label, fault }: Sighting): BookName =>
  fault === null ? (label.split(' ')[0] as BookName) : 'calm'

/** A post-only quote can cross; a person may halt between the decision and the sending. */
function fits(end: PostEnd, draft: OrderDraft, world: World, domain: Domain): boolean {
  if (end === 'crossing') return draft.postOnly
  if (end === 'halted since') return domain.operator.includes('halt') && world.control === 'running'
  return true
}

function postMove(world: World, draft: OrderDraft, end: PostEnd, domain: Domain, log: Log): Move {
  const order = intent(draft, world)
  const intended = withIntent(world.state, order)
  log.phase(world.state.phase, intended.phase, 'acted')
  const isCovered = draft.side === 'BUY' || draft.sizeMicros <= ownedMicros(world)
  const outcome = outcomeOf(end, order.id, isCovered)
  const orders = [...world.orders, ...landed(end, order, world, isCovered)]
  const next = { ...world, orders, state: intended, nextId: world.nextId + 1 }
  const calm = end === 'accepted'
  if (outcome === null) return { label: ', post: crash', to: forget(next), calm }

  const absorbed = absorb(intended, [{ of: 'post', order, outcome, atMs: world.nowMs }], domain.settings)
  log.phase(intended.phase, absorbed.state.phase, 'acted')
  absorbed.stops.forEach(log.stop)
  const halts = end === 'halted since' || absorbed.stops.length > 0
  const to: World = { ...next, state: absorbed.state, control: halts ? 'halted' : world.control }
  const said = outcome.is === 'rejected' ? `refused (${outcome.code})` : end
  return { label: `, post: ${said}`, to: forget(to), calm }
}

/** As the act makes it of what was signed. */
const intent = (draft: OrderDraft, { nextId, nowMs }: World): Order => ({
  id: orderId(`0xorder${nextId}`),
  purpose: draft.purpose,
  side: draft.side,
  tokenId: draft.tokenId,
  priceMicros: draft.priceMicros,
  sizeMicros: draft.sizeMicros,
  postOnly: draft.postOnly,
  salt: '1',
  timestamp: '1',
  intendedAtMs: nowMs,
  expiresAtMs: draft.expiresAtMs,
  life: { at: 'INTENDED' },
  matchedMicros: null,
  absences: 0,
  ...(draft.haltSeq === undefined ? {} : { haltSeq: draft.haltSeq }),
})

const otherIdOf = (id: OrderId): OrderId => orderId(`${id}-other`)

/** null: the tick crashed after the intent was stored, whether or not the request left. */
function outcomeOf(end: PostEnd, id: OrderId, isCovered: boolean): PostOutcome | null {
  switch (end) {
    case 'accepted':
      return isCovered
        ? { is: 'accepted', id }
        : { is: 'rejected', code: 'balance', text: 'not enough balance' }
    case 'other id':
      return { is: 'accepted', id: otherIdOf(id) }
    case 'in flight':
      return { is: 'unknown', why: 'timed out' }
    case 'refused':
      return { is: 'rejected', code: 'other', text: 'refused' }
    case 'crossing':
      return { is: 'rejected', code: 'crosses', text: 'would cross' }
    case 'not sent':
    case 'halted since':
      return { is: 'unsent', why: end }
    case 'crash':
      return null
  }
}

/** What the venue has of it; the order of a SELL that the account does not hold never lands. */
function landed(end: PostEnd, order: Order, { nowMs }: World, isCovered: boolean): readonly TrueOrder[] {
  const at = end === 'accepted' || end === 'other id' ? 'live' : 'in flight'
  if (!isCovered || !['accepted', 'other id', 'in flight', 'crash'].includes(end)) return []
  return [
    {
      id: end === 'other id' ? otherIdOf(order.id) : order.id,
      side: order.side,
      priceMicros: order.priceMicros,
      sizeMicros: order.sizeMicros,
      createdAtMs: nowMs,
      expiresAtMs: order.expiresAtMs,
      at,
      matchedMicros: 0,
      fills: 0,
    },
  ]
}

/** Drops what no reading contains any more: fills that are final, folded and behind the cursor, and their orders. */
function forget(world: World): World {
  const cursorMs = readCursorMs(world.state)
  const isOver = (trade: World['trades'][number]): boolean =>
    !trade.hidden &&
    trade.status !== 'PROVISIONAL' &&
    trade.shown === trade.status &&
    trade.matchedAtMs < cursorMs &&
    !world.state.legs.some((leg) => leg.tradeId === trade.id)
  const over = world.trades.filter(isOver)
  const trades = over.length === 0 ? world.trades : world.trades.filter((trade) => !isOver(trade))
  const settled = over
    .filter((trade) => trade.status === 'CONFIRMED')
    .reduce((sum, { side, sizeMicros }) => sum + (side === 'BUY' ? sizeMicros : -sizeMicros), 0)
  const isAsked = (id: OrderId): boolean => trades.some((trade) => trade.order === id)
  return {
    ...world,
    trades,
    baseMicros: world.baseMicros + settled,
    orders: world.orders.filter(
      ({ id, at }) =>
        at !== 'terminal' || isAsked(id) || world.state.orders.some((order) => hasId(order, id)),
    ),
    ledgerFills: Object.fromEntries(
      Object.entries(world.ledgerFills).filter(([key]) =>
        trades.some((trade) => key === `${trade.id}:${trade.order}`),
      ),
    ),
    ledgerOrders: world.ledgerOrders.filter(isAsked),
  }
}
