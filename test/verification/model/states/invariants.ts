import type { Order, OrderDraft, Side } from '../../../../shared/domain/order.ts'
import type { Decision } from '../../../../shared/machine/decision.ts'
import type { MarketState, Phase } from '../../../../shared/machine/state.ts'
import { type BookName, bookNamed, MIN_SIZE_MICROS, MODEL_SETTINGS } from './domain.ts'
import type { World } from './world.ts'

/**
 * What must hold of every state and every step. The sums here are the explorer's own: a function that is wrong in the
 * machine must not be asked whether it is right.
 */
export const INVARIANTS = {
  1: 'at most one BUY and one SELL is or may be live, at the venue and in the item; at most one of each is not closed and not stuck',
  2: 'no entry is posted while inventory has the minimum size, a fill is unsettled or an entry is not closed',
  3: 'no entry is posted that could take the exposure above the cap',
  4: 'inventory is the sum of the fills shown: each counted once, by its last status',
  5: 'after a truthful look no visible fill is missing',
  6: 'nothing is posted unless the bot runs, except the one flatten; no entry while it drains',
  7: 'EXIT_ONLY posts no entry',
  8: 'the phase is the specified function of orders, fills and inventory',
  9: 'every change of phase is a row of the table',
  10: 'a phase posts and cancels only what the requirement allows it',
  11: 'no assertion fails on anything that a venue can do',
  12: 'the item counts as possibly live every order that is or may become live at the venue',
  13: 'no SELL exceeds what has settled and is not offered or sold already',
  14: 'without faults a running machine returns to quoting',
  15: 'a sale at the market takes bids of a book with two sides, none further below its mid than takerSlippageCents',
} as const
export type Invariant = keyof typeof INVARIANTS

export interface Breach {
  readonly invariant: Invariant
  readonly text: string
}

/** What is wrong with a stored state and the venue. */
export function worldBreaches(world: World): readonly Breach[] {
  const { state, orders, contradicted } = world
  const breaches: Breach[] = []
  const add = (invariant: Invariant, text: string): void => void breaches.push({ invariant, text })

  for (const side of ['BUY', 'SELL'] as const) {
    const open = unclosedOf(state, side).filter((order) => order.stuck !== true)
    if (open.length > 1) add(1, `${open.length} ${side} orders are unclosed in the item`)
    const living = state.orders.filter((order) => order.side === side && order.life.at !== 'DEAD')
    if (living.length > 1) add(1, `${living.length} ${side} orders may be live by the item`)
    const real = orders.filter((order) => order.side === side && order.at !== 'terminal')
    if (real.length > 1) add(1, `${real.length} ${side} orders live or may land at the venue`)
  }
  if (!contradicted) breaches.push(...countBreaches(world))
  const phase = phaseByDecisions(state)
  if (phase !== state.phase) add(8, `stored ${state.phase}, by the decisions ${phase}`)
  for (const order of orders.filter(({ at }) => at !== 'terminal')) {
    const known = state.orders.find((each) => each.id === order.id || each.otherId === order.id)
    if (known === undefined) add(12, `a ${order.side} is ${order.at} and the item has forgotten it`)
    else if (known.life.at === 'DEAD')
      add(12, `a ${order.side} is ${order.at}, in the item ${known.life.how}`)
  }
  return breaches
}

function countBreaches({ state, trades, baseMicros }: World): readonly Breach[] {
  const breaches: Breach[] = []
  const shown = trades
    .filter((trade) => trade.shown === 'CONFIRMED')
    .reduce((sum, { side, sizeMicros }) => sum + signed(side, sizeMicros), baseMicros)
  const counted = inventoryOf(state)
  if (shown !== counted) {
    breaches.push({ invariant: 4, text: `${shares(shown)} shown as settled, ${shares(counted)} counted` })
  }
  for (const side of ['BUY', 'SELL'] as const) {
    const open = trades
      .filter((trade) => trade.shown === 'PROVISIONAL' && trade.side === side)
      .reduce((sum, trade) => sum + trade.sizeMicros, 0)
    const held = unsettledOf(state, side)
    if (open !== held) {
      breaches.push({ invariant: 4, text: `${side}: ${shares(open)} shown as matched, ${shares(held)} kept` })
    }
  }
  return breaches
}

/** decisions.md, section 1: the first that matches. */
function phaseByDecisions(state: MarketState): Phase {
  if (unclosedOf(state, 'SELL').some((order) => order.stuck !== true)) return 'EXIT_PENDING'
  const selling = unsettledOf(state, 'SELL')
  if (inventoryOf(state) - selling >= MIN_SIZE_MICROS) return 'POSITION_OPEN'
  if (selling > 0) return 'EXIT_PENDING'
  const buying = unclosedOf(state, 'BUY').length > 0 || unsettledOf(state, 'BUY') > 0
  return buying ? 'ENTRY_PENDING' : 'IDLE'
}

/** The requirement's table; the rest of an entry that became a position goes from wherever the position is. */
const ALLOWED: Readonly<Record<Phase, readonly string[]>> = {
  IDLE: ['post entry'],
  ENTRY_PENDING: ['cancel BUY'],
  POSITION_OPEN: ['post exit', 'post takerExit', 'cancel BUY'],
  EXIT_PENDING: ['cancel SELL', 'cancel BUY'],
}

/** What is wrong with what a decision asks for. */
export function decisionBreaches(
  { state, actions }: Decision,
  world: World,
  stops: boolean,
): readonly Breach[] {
  if (
    stops ||
    world.control === 'halted' ||
    world.control === 'flattening' ||
    world.control === 'not armed'
  ) {
    return []
  }
  return actions.flatMap((action): readonly Breach[] => {
    if (action.do !== 'post' && action.do !== 'cancel') return []
    const side = state.orders.find((order) => action.do === 'cancel' && order.id === action.id)?.side
    const asked = action.do === 'post' ? `post ${action.draft.purpose}` : `cancel ${side}`
    return ALLOWED[state.phase].includes(asked)
      ? []
      : [{ invariant: 10, text: `${asked} from ${state.phase}` }]
  })
}

/** What is wrong with posting this now. `state` is the item before the intent. */
export function postBreaches(
  draft: OrderDraft,
  state: MarketState,
  world: World,
  book: BookName,
): readonly Breach[] {
  const breaches: Breach[] = []
  const add = (invariant: Invariant, text: string): void => void breaches.push({ invariant, text })
  const by = world.control
  const fits =
    draft.purpose === 'flatten'
      ? by === 'flattening'
      : by === 'running' || (by === 'draining' && draft.side === 'SELL')
  if (!fits) add(6, `a ${draft.purpose} is posted while ${by}`)
  if (draft.side === 'SELL') {
    const offered = unclosedOf(state, 'SELL').reduce((sum, order) => sum + restOf(state, order), 0)
    const free = inventoryOf(state) - unsettledOf(state, 'SELL') - offered
    if (draft.sizeMicros > free) add(13, `${shares(draft.sizeMicros)} offered, ${shares(free)} free`)
    if (draft.purpose === 'takerExit' && !takesBids(draft, book)) {
      add(15, `a sale at ${draft.priceMicros / 1e6} into the ${book} book`)
    }
    return breaches
  }
  if (state.exitOnly.length > 0) add(7, `an entry is posted in EXIT_ONLY (${state.exitOnly.join(', ')})`)
  if (inventoryOf(state) >= MIN_SIZE_MICROS) add(2, `${shares(inventoryOf(state))} are held`)
  const seen = world.trades.some((trade) => trade.shown === 'PROVISIONAL')
  if (seen || unsettledOf(state, 'BUY') + unsettledOf(state, 'SELL') > 0) add(2, 'a fill is not settled')
  if (unclosedOf(state, 'BUY').length > 0) add(2, 'an entry is not closed')
  const exposure = exposureMicros(draft, state, book)
  if (exposure > MODEL_SETTINGS.risk.maxUsdcLockedMicros) add(3, `exposure would be ${exposure / 1e6} USDC`)
  return breaches
}

function takesBids({ priceMicros }: OrderDraft, name: BookName): boolean {
  const { bids, asks } = bookNamed(name === 'unread' ? 'empty' : name)
  const [bid, ask] = [bids[0]?.priceMicros, asks[0]?.priceMicros]
  if (bid === undefined || ask === undefined) return false
  return priceMicros <= bid && priceMicros >= (bid + ask) / 2 - MODEL_SETTINGS.quote.takerSlippageMicros
}

function exposureMicros(draft: OrderDraft, state: MarketState, book: BookName): number {
  const top = bookNamed(book === 'unread' ? 'calm' : book)
  const mid = ((top.bids[0]?.priceMicros ?? 0) + (top.asks[0]?.priceMicros ?? 0)) / 2
  return (inventoryOf(state) * mid + draft.priceMicros * draft.sizeMicros) / 1_000_000
}

const inventoryOf = ({ folded, legs }: MarketState): number =>
  legs
    .filter((leg) => leg.status === 'CONFIRMED')
    .reduce((sum, { side, sizeMicros }) => sum + signed(side, sizeMicros), folded.sizeMicros as number)

const unsettledOf = ({ legs }: MarketState, side: Side): number =>
  legs
    .filter((leg) => leg.side === side && leg.status === 'PROVISIONAL')
    .reduce((sum, leg) => sum + leg.sizeMicros, 0)

const unclosedOf = ({ orders }: MarketState, side: Side): readonly Order[] =>
  orders.filter((order) => order.side === side && order.closedAtMs === undefined)

const restOf = ({ legs }: MarketState, order: Order): number =>
  legs
    .filter((leg) => leg.status !== 'FAILED' && (leg.orderId === order.id || leg.orderId === order.otherId))
    .reduce((rest, leg) => rest - leg.sizeMicros, order.sizeMicros as number)

const signed = (side: Side, micros: number): number => (side === 'BUY' ? micros : -micros)
const shares = (micros: number): string => `${micros / 1_000_000} shares`
