import type { MarketInfo } from '../domain/market.ts'
import type { OrderDraft } from '../domain/order.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type EpochMs, epochMs, price } from '../domain/units.ts'
import { act } from '../engine/act.ts'
import type { Held } from '../engine/tick.ts'
import { leftMs, withinPercent } from '../engine/within.ts'
import type { ActResult } from '../machine/decision.ts'
import { pageTexts } from '../machine/eventWords.ts'
import { rulesOf } from '../machine/knownRules.ts'
import { withPhase } from '../machine/phase.ts'
import { approve } from '../machine/riskCheck.ts'
import type { Ports } from '../ports/ports.ts'

/** What the canary showed; `why` it must not be armed, null: it may. */
export interface CanaryResult {
  readonly why: string | null
  readonly observations: readonly string[]
}

/** For the post, two looks, the cancel and its proof, each answered just in time. */
const LEAST_MS = 20_000
/** Of the time there is for the post, and of the rest for the looks: the cancel must never be what is missed. */
const POST_PERCENT = 40
const LOOK_PERCENT = 50

/** Posts a minimum-size BUY far below the touch, looks at it in every way the bot will, and cancels it. */
export async function postCanary(
  ports: Ports,
  held: Held,
  settings: MarketSettings,
  info: MarketInfo,
): Promise<CanaryResult> {
  const { venue, store, clock } = ports
  const seen: string[] = []
  const fail = (why: string): CanaryResult => ({ why, observations: seen })
  const draft = await canaryDraft(ports, held, settings, info)
  if (typeof draft === 'string') return fail(draft)

  const left = leftMs(ports)
  if (left !== null && left < LEAST_MS)
    return fail(`only ${Math.floor(left / 1000)} s are left, too few to cancel a canary again: run it again`)
  const limits = {
    state: held.state,
    nowMs: ports.clock.nowMs(),
    capMicros: settings.risk.maxUsdcLockedMicros,
  }
  // Its tokens, of which the other one is looked at before the post, a new item does not know yet.
  const begun = { ...held.state, rules: held.state.rules ?? rulesOf(info, clock.nowMs()) }
  const approved = approve(draft, { at: 'NOT_ARMED', does: 'observe' }, limits)
  const actions = [{ do: 'post', draft: approved }] as const
  const posted = await act(withinPercent(ports, POST_PERCENT), held, begun, actions, settings)
  const result = posted.results.find((each) => each.of === 'post')
  if (posted.write !== 'fine') return fail(`the canary's intent was not stored (${posted.write})`)
  if (result === undefined) return fail(pageTexts(posted.events)[0] ?? 'the canary was not signed')
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
  const looking = withinPercent(ports, LOOK_PERCENT).venue
  const byId = await looking.order(id)
  seen.push(
    `read by hash: ${byId.ok ? (byId.value === 'absent' ? 'absent' : byId.value.status) : byId.unknown}`,
  )
  const list = await looking.openOrders()
  seen.push(`in the list: ${list.ok ? list.value.orders.some((order) => order.id === id) : list.unknown}`)

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
  seen.push(
    `gone from the list: ${gone.ok ? !gone.value.orders.some((each) => each.id === id) : gone.unknown}`,
  )

  if (wrote.is !== 'written') return fail(`the canary's end was not stored (${wrote.is})`)
  if (result.outcome.id !== id) return fail('the venue gave the order an id other than its hash')
  if (!byId.ok || byId.value === 'absent') return fail('the canary could not be read by its hash')
  if (order?.life.at !== 'DEAD')
    return fail('the canary could not be proven gone: it expires by itself in minutes')
  return { why: null, observations: seen }
}

async function canaryDraft(
  { venue, clock }: Ports,
  { state }: Held,
  settings: MarketSettings,
  { tickMicros, minSizeMicros }: MarketInfo,
): Promise<OrderDraft | string> {
  const book = (await venue.books([state.tokenId])).get(state.tokenId)
  if (book?.ok !== true) return `book: ${book?.unknown ?? 'left out'}`
  const bid = book.value.bids[0]?.priceMicros ?? tickMicros
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
