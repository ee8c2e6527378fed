import type { StopReason } from '../../../../shared/domain/control.ts'
import { legKey } from '../../../../shared/domain/leg.ts'
import { absorb } from '../../../../shared/machine/absorb.ts'
import type { ActResult, Decision } from '../../../../shared/machine/decision.ts'
import type { Facts } from '../../../../shared/machine/facts.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import { transition } from '../../../../shared/machine/transition.ts'
import { prune } from '../../../../shared/reconcile/prune.ts'
import { readCursorMs } from '../../../../shared/reconcile/readCursor.ts'
import { reconcile } from '../../../../shared/reconcile/reconcile.ts'
import { type CancelChoice, cancelChoices } from './cancelChoices.ts'
import type { BookName, Domain } from './domain.ts'
import { forget } from './forget.ts'
import { decisionBreaches, postBreaches } from './invariants.ts'
import type { Log } from './log.ts'
import { marketViews, type TickView } from './marketViews.ts'
import { fits, postMove } from './postMoves.ts'
import type { Move } from './venueMoves.ts'
import { WALLET, type World } from './world.ts'

/** A tick's move; `enters` when it puts an entry on the book. */
export interface TickMove extends Move {
  readonly enters: boolean
}

/** Every way a tick of the production machine can go in this world. */
export function tickMoves(world: World, domain: Domain, log: Log): readonly TickMove[] {
  return marketViews(world, domain).flatMap((marketView) => {
    const label = `tick (${marketView.label})`
    try {
      return tick(world, domain, log, marketView)
    } catch (error) {
      log.breach(label, { invariant: 11, text: error instanceof Error ? error.message : String(error) })
      return []
    }
  })
}

function tick(world: World, domain: Domain, log: Log, marketView: TickView): readonly TickMove[] {
  const { seen, fault, label } = marketView
  const facts = reconcile(world.state, seen, domain.settings, WALLET)
  const decision = transition(facts, seen, domain.settings)
  const stops = decision.actions.flatMap((action) => (action.do === 'stop' ? [action.reason] : []))
  stops.forEach(log.stop)
  log.phase(facts.before, decision.state.phase, 'observed')
  const say = `tick (${label}): ${decision.audit.row}`
  for (const breach of decisionBreaches(decision, world, stops.length > 0)) log.breach(say, breach)

  const pruned = prune(decision.state, world.state)
  const unwritten = fault === 'ledger cannot be written'
  if (unwritten && pruned.records.length === 0) return []
  const latched = latch(world, stops, facts)
  const ledgered = unwritten ? latched : withRecords(latched, pruned.records)
  const decided: Decided = {
    say,
    world: ledgered,
    state: unwritten ? decision.state : pruned.state,
    shown: showing(world, facts, seen.trades),
    decision,
    marketView,
    missing: missing(world, facts, marketView),
  }
  if (decided.missing !== null) log.breach(say, { invariant: 5, text: decided.missing })
  const halfway: TickMove = {
    label: `${say}, crash after the ledger`,
    to: ledgered,
    calm: false,
    enters: false,
  }
  const crashes = fault === null && pruned.records.length > 0 && domain.tellsFillsApart ? [halfway] : []
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
  readonly marketView: TickView
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

function withRecords(world: World, records: ReturnType<typeof prune>['records']): World {
  if (records.length === 0) return world
  const fills = records.flatMap((record) =>
    record.kind === 'fill' ? [[legKey(record.leg), record.leg.status] as const] : [],
  )
  const orders = records.flatMap((record) => (record.kind === 'order' ? [record.order.id] : []))
  return {
    ...world,
    ledgerFills: { ...world.ledgerFills, ...Object.fromEntries(fills) },
    ledgerOrders: [...new Set([...world.ledgerOrders, ...orders])],
  }
}

/** What the state to be stored has been shown: a final status stays, a read that could not be judged shows nothing. */
function showing(world: World, facts: Facts, read: TickView['seen']['trades']): World['trades'] {
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
function missing(world: World, facts: Facts, { fault, seen }: TickView): string | null {
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
  const { decision, marketView, state } = decided
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
  const calm = marketView.calm && choice.calm
  const post = decision.actions.find((action) => action.do === 'post')
  if (post === undefined) return [{ label, to: forget(world), calm, enters: false }]

  const book = bookOf(marketView)
  for (const breach of postBreaches(post.draft, acted.state, world, book)) log.breach(label, breach)
  return domain.posts
    .filter((end) => fits(end, post.draft, world, domain))
    .map((end) => {
      const move = postMove(world, post.draft, end, domain, log)
      const enters = end === 'accepted' && post.draft.side === 'BUY'
      return { ...move, label: `${label}${move.label}`, calm: calm && move.calm, enters }
    })
}

const bookOf = ({ label, fault }: TickView): BookName =>
  fault === null ? (label.split(' ')[0] as BookName) : 'calm'
