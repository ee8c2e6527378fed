import { isArmed } from '../domain/control.ts'
import { isClosed, type OrderDraft } from '../domain/order.ts'
import type { MarketSettings, StackSettings } from '../domain/settings.ts'
import { type EpochMs, epochMs, price } from '../domain/units.ts'
import type { ActResult } from '../machine/decision.ts'
import { withPhase } from '../machine/phase.ts'
import { act } from './act.ts'
import { acquireAll, releaseAll } from './leases.ts'
import type { Ports } from './ports.ts'
import type { Held } from './tick.ts'

export type Armed =
  | { readonly is: 'armed'; readonly observations: readonly string[] }
  | {
      readonly is: 'refused'
      readonly why: string
      readonly observations: readonly string[]
      /** Only because a tick holds a lease: it ends within a minute. */
      readonly busy?: true
    }

/**
 * Goes live: one canary order proves that account, key, signature, order id and every read of it behave as the bot
 * believes, then the control item is armed. Any mismatch leaves the stack as it was.
 */
export async function arm(ports: Ports, stack: StackSettings): Promise<Armed> {
  const { store } = ports
  const control = await store.control()
  if (!control.ok) return refused(`the control item cannot be read: ${control.unknown}`)
  if (isArmed(control.value)) return refused('the stack is armed already')
  const acquired = await acquireAll(ports, stack)
  try {
    const [failure] = acquired.failures
    if (failure !== undefined) return refused(failure)
    if (acquired.busy.length > 0) return { ...refused('a tick is running: try again'), busy: true }
    const lost = acquired.held.find(({ state }) => state.lost !== undefined)
    if (lost !== undefined) return refused(`${lost.lease.market}: ${lost.state.lost}: settle it with "adopt"`)
    const open = acquired.held.flatMap(({ state }) => state.orders.filter((order) => !isClosed(order)))
    // Beside one that is not settled a canary would be a second order.
    const unsettled = open.find((order) => order.stuck !== true)
    if (unsettled !== undefined) return refused(`order ${unsettled.id} is not settled: try again in a minute`)
    return await canaryThenArm(ports, stack, acquired.held)
  } finally {
    await releaseAll(ports, acquired.held)
  }
}

async function canaryThenArm(ports: Ports, stack: StackSettings, held: readonly Held[]): Promise<Armed> {
  const [first] = held
  const settings = stack.markets.find(({ market }) => market === first?.lease.market)
  if (first === undefined || settings === undefined) return refused('no market is configured')
  const flown = await flyCanary(ports, first, settings)
  if (flown.why !== null) return refused(flown.why, flown.observations)
  const wrote = await ports.store.arm()
  return wrote.is === 'written'
    ? { is: 'armed', observations: flown.observations }
    : refused(
        `the control item was not armed (${wrote.is}): look at "status" and run it again`,
        flown.observations,
      )
}

interface Flight {
  readonly why: string | null
  readonly observations: readonly string[]
}

/** Posts a minimum-size BUY far below the touch, looks at it in every way the bot will, and takes it back. */
async function flyCanary(ports: Ports, held: Held, settings: MarketSettings): Promise<Flight> {
  const { venue, store } = ports
  const seen: string[] = []
  const fail = (why: string): Flight => ({ why, observations: seen })
  const draft = await canaryDraft(ports, held, settings)
  if (typeof draft === 'string') return fail(draft)

  const posted = await act(ports, held, held.state, [{ do: 'post', draft }], settings)
  const result = posted.results.find((each) => each.of === 'post')
  if (posted.write !== 'fine') return fail(`the canary's intent was not stored (${posted.write})`)
  if (result === undefined) return fail(posted.pages[0] ?? 'the canary was not signed')
  let state = posted.state
  if (result.outcome.is !== 'accepted') {
    await store.commit(held.lease, posted.rev, state)
    return fail(`the canary was not accepted: ${describe(result)}`)
  }
  const { id } = result.order
  seen.push(
    result.outcome.id === id
      ? 'order id equals our hash'
      : `order id is ${result.outcome.id}, our hash ${id}`,
  )
  const byId = await venue.order(id)
  seen.push(
    `read by hash: ${byId.ok ? (byId.value === 'absent' ? 'absent' : byId.value.status) : byId.unknown}`,
  )
  const list = await venue.openOrders()
  seen.push(`in the list: ${list.ok ? list.value.some((order) => order.id === id) : list.unknown}`)

  const back = await act(
    ports,
    { lease: held.lease, rev: posted.rev },
    state,
    [{ do: 'cancel', id, why: 'canary' }],
    settings,
  )
  state = withPhase(back.state)
  const wrote = await store.commit(held.lease, back.rev, state)
  const order = state.orders.find((each) => each.id === id)
  seen.push(`after the cancel: ${order?.life.at}, matched ${order?.matchedMicros ?? 'unknown'}`)
  const gone = await venue.openOrders()
  seen.push(`gone from the list: ${gone.ok ? !gone.value.some((each) => each.id === id) : gone.unknown}`)

  if (wrote.is !== 'written') return fail(`the canary's end was not stored (${wrote.is})`)
  if (result.outcome.id !== id) return fail('the venue gave the order another id than its hash')
  if (!byId.ok || byId.value === 'absent') return fail('the canary could not be read by its hash')
  if (order?.life.at !== 'DEAD')
    return fail('the canary could not be proven gone: it expires by itself in minutes')
  return { why: null, observations: seen }
}

async function canaryDraft(
  { venue, clock }: Ports,
  { state }: Held,
  settings: MarketSettings,
): Promise<OrderDraft | string> {
  const info = await venue.market(state.market)
  const book = (await venue.books([state.tokenId])).get(state.tokenId)
  if (!info.ok) return `market: ${info.unknown}`
  if (!info.value.accepting) return 'the market does not accept orders'
  if (book?.ok !== true) return `book: ${book?.unknown ?? 'left out'}`
  const bid = book.value.bids[0]?.priceMicros ?? info.value.tickMicros
  const { tickMicros, minSizeMicros } = info.value
  // A quarter of the best bid: far enough never to be reached in the seconds it lives.
  const far = Math.max(Math.floor(bid / 4 / tickMicros) * tickMicros, tickMicros)
  return {
    market: state.market,
    tokenId: state.tokenId,
    purpose: 'canary',
    side: 'BUY',
    priceMicros: price(far),
    sizeMicros: minSizeMicros,
    postOnly: true,
    expiresAtMs: expiresAt(clock.nowMs(), settings.quote.entryTtlMs),
  }
}

const expiresAt = (nowMs: EpochMs, ttlMs: number): EpochMs =>
  epochMs(Math.floor((nowMs + ttlMs) / 1000) * 1000)

const describe = ({ outcome }: Extract<ActResult, { of: 'post' }>): string =>
  outcome.is === 'accepted' ? 'accepted' : outcome.is === 'rejected' ? outcome.text : outcome.why

const refused = (why: string, observations: readonly string[] = []): Extract<Armed, { is: 'refused' }> => ({
  is: 'refused',
  why,
  observations,
})
