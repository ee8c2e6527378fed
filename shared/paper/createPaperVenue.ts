import { allRead, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { MarketInfo } from '../domain/market.ts'
import { wholeList } from '../domain/openOrders.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type OrderId,
  type SizeMicros,
  size,
  type TokenId,
} from '../domain/units.ts'
import type { CancelOutcome } from '../machine/decision.ts'
import type { CancelReport, Venue } from '../ports/venue.ts'
import { booksWithOurs, witnessWithOurs } from './booksWithOurs.ts'
import { createPaperKeeper } from './createPaperKeeper.ts'
import { outcomesOf, tokenOf } from './inOutcome.ts'
import type { PaperKeeper } from './keeper.ts'
import type { PaperContext, PaperVenueOptions } from './onPaper.ts'
import { paperOrder } from './orderId.ts'
import { isLive, type PaperAccount } from './paperAccount.ts'
import { sharesOf } from './paperBalances.ts'
import { postOnPaper } from './postOnPaper.ts'
import { redeem } from './redeem.ts'
import { fillsOf } from './storedFills.ts'
import { PAPER_TIMING, type PaperTiming } from './timing.ts'
import { findOrder, venueOrder } from './venueView.ts'

/**
 * The engine's venue on paper: prices, rules and trades of the live market, our own orders in the table. It holds a
 * feed that can only read, so that no order of ours can leave this account.
 *
 * Cancels, lists and reads by id need the table alone; only what was filled needs the feed. So a STOP is done on
 * paper while the venue is down.
 */
export function createPaperVenue(options: PaperVenueOptions): Venue {
  const timing: PaperTiming = { ...PAPER_TIMING, ...options.timing }
  return venueOf({ ...options, keeper: createPaperKeeper({ ...options, timing }), timing })
}

function venueOf(with_: PaperContext): Venue {
  const { clock, feed, keeper } = with_
  return {
    endingBy: (atMs) =>
      venueOf({ ...with_, feed: feed.endingBy?.(atMs) ?? feed, keeper: keeper.endingBy(atMs) }),
    sign: async (draft, remembered) => {
      if (remembered !== undefined) keeper.remember(draft.market, remembered)
      return paperOrder(draft, clock.nowMs())
    },
    post: (order, sendBy) => postOnPaper(with_, order, sendBy),
    cancel: (ids) => cancelOnPaper(with_, ids),
    cancelMarket: (market) => cancelWhere(with_, (account) => account.market === market),
    cancelAll: () => cancelWhere(with_, () => true),
    trades: (sinceMs) => readFills(with_, epochMs(Math.floor(sinceMs / 1_000) * 1_000), () => true),
    history: async ({ market, fromMs, untilMs }) => {
      const read = await readFills(with_, fromMs, (leg) => leg.market === market && leg.matchedAtMs < untilMs)
      return read.ok ? known({ is: 'whole', trades: read.value }, read.asOf) : read
    },
    tradesById: (ids) => readFills(with_, epochMs(0), (leg) => ids.includes(leg.tradeId)),
    openOrders: async () => {
      const read = await lookedAt(keeper)
      if (!read.ok) return read
      const live = read.value.flatMap((account) =>
        account.orders.filter(isLive).map((order) => venueOrder(account, order)),
      )
      return known(wholeList(live), read.asOf)
    },
    order: async (id) => {
      const read = await lookedAt(keeper)
      if (!read.ok) return read
      const found = findOrder(read.value, id)
      return known(found === null ? ('absent' as const) : venueOrder(...found), read.asOf)
    },
    books: async (tokens, coverMicros) => {
      const [books, accounts] = await Promise.all([feed.books(tokens, coverMicros), lookedAt(keeper)])
      return booksWithOurs(books, accounts, coverMicros)
    },
    market: async (market) => {
      const read = await feed.market(market)
      keeper.noteInfo(market, read)
      if (read.ok && read.value.payoutMicros !== null) await redeemOnPaper(with_, read.value)
      return read
    },
    balance: async (token) => {
      const read = await lookedAt(keeper)
      if (!read.ok) return read
      const shares = heldIn(read.value, clock.nowMs()).get(token)
      return known(shares ?? size(0), read.asOf)
    },
    refreshBalance: async () => ({ is: 'answered' }),
    positions: async () => {
      const read = await lookedAt(keeper)
      if (!read.ok) return read
      const held = [...heldIn(read.value, clock.nowMs())].filter(([, shares]) => shares > 0)
      return known<ReadonlyMap<TokenId, SizeMicros>>(new Map(held), read.asOf)
    },
    witness: async (of) => {
      const [witness, accounts] = await Promise.all([feed.witness(of), lookedAt(keeper)])
      return witnessWithOurs(witness, accounts, of.token)
    },
    timeMs: () => feed.timeMs(),
  }
}

/** Settled shares of each token that an order of ours was ever in. */
const heldIn = (accounts: readonly PaperAccount[], nowMs: EpochMs): ReadonlyMap<TokenId, SizeMicros> =>
  new Map(
    accounts.flatMap((account) =>
      outcomesOf(account).map(
        (of) => [tokenOf(account, of), size(sharesOf(account, of, nowMs).settled)] as const,
      ),
    ),
  )

/** Nothing else would: people redeem their shares of a resolved market at the venue's site. */
async function redeemOnPaper({ keeper, clock }: PaperContext, info: MarketInfo): Promise<void> {
  await keeper.change(info.market, (account) => {
    const next = account === null ? null : redeem(account, info, clock.nowMs())
    return next === null || next === account ? { keep: null } : { account: next, value: null }
  })
}

/** The accounts after a look at the feed, whatever came of it: what is stored of our orders is known without it. */
async function lookedAt(keeper: PaperKeeper): Promise<Read<readonly PaperAccount[]>> {
  await keeper.look()
  const read = await keeper.accounts()
  return read.ok
    ? known(
        [...read.value.values()].map(({ account }) => account),
        read.asOf,
      )
    : read
}

/** Fills are known only as far as the public trades are: a look that failed is not an answer. */
async function readFills(
  of: PaperContext,
  sinceMs: EpochMs,
  wanted: (leg: SeenLeg) => boolean,
): Promise<Read<Trades>> {
  const { keeper, clock } = of
  const looked = await keeper.look()
  if (!looked.ok) return unknown(looked.unknown)
  const read = await keeper.accounts()
  if (!read.ok) return read
  const accounts = [...read.value.values()]
  const fills = await fillsOf(of.store, accounts, { sinceMs, nowMs: clock.nowMs() })
  return fills.ok ? known(allRead(fills.value.filter(wanted)), looked.asOf) : fills
}

async function cancelWhere(
  of: PaperContext,
  isMeant: (account: PaperAccount) => boolean,
): Promise<CancelReport> {
  const read = await of.keeper.accounts()
  if (!read.ok) return { byId: new Map(), canceled: [], complete: false, why: read.unknown }
  const ids = [...read.value.values()]
    .map(({ account }) => account)
    .filter(isMeant)
    .flatMap((account) => account.orders.filter(isLive).map(({ id }) => id))
  return { ...(await cancelOnPaper(of, ids)), byId: new Map() }
}

/** A cancel takes its time, and what the market does meanwhile happens to the order. */
async function cancelOnPaper(of: PaperContext, ids: readonly OrderId[]): Promise<CancelReport> {
  const { keeper, clock, timing } = of
  if (ids.length === 0) return { byId: new Map(), canceled: [], complete: true }
  await clock.sleep(timing.latency.cancel)
  await keeper.look({ fresh: true })
  const read = await keeper.accounts()
  const byId = new Map<OrderId, CancelOutcome>()
  if (!read.ok) {
    for (const id of ids) byId.set(id, { is: 'unknown', why: read.unknown })
    return { byId, canceled: [], complete: false, why: read.unknown }
  }
  const markets = new Set<MarketId>()
  for (const id of ids) {
    const [account] =
      findOrder(
        [...read.value.values()].map((held) => held.account),
        id,
      ) ?? []
    if (account === undefined)
      byId.set(id, { is: 'notCanceled', text: 'Order not found or already canceled' })
    else markets.add(account.market)
  }
  for (const market of markets) {
    const changed = await keeper.change(market, (account) => endOrders(account, ids, clock.nowMs()))
    const outcomes = changed.is === 'stored' ? changed.value : null
    for (const id of ids) {
      if (byId.has(id)) continue
      const outcome = outcomes?.get(id)
      if (outcome !== undefined) byId.set(id, outcome)
      else if (changed.is === 'unknown') byId.set(id, { is: 'unknown', why: changed.why })
    }
  }
  const canceled = [...byId].flatMap(([id, outcome]) => (outcome.is === 'canceled' ? [id] : []))
  const complete = [...byId.values()].every((outcome) => outcome.is !== 'unknown')
  return { byId, canceled, complete, ...(complete ? {} : { why: 'a paper account could not be written' }) }
}

type Ended = ReadonlyMap<OrderId, CancelOutcome>

function endOrders(
  account: PaperAccount | null,
  ids: readonly OrderId[],
  nowMs: EpochMs,
): { readonly account: PaperAccount; readonly value: Ended } | { readonly keep: Ended } {
  const outcomes = new Map<OrderId, CancelOutcome>()
  const orders = (account?.orders ?? []).map((order) => {
    if (!ids.includes(order.id)) return order
    if (isLive(order)) {
      outcomes.set(order.id, { is: 'canceled' })
      return { ...order, end: { atMs: nowMs, how: 'cancelled' as const } }
    }
    const text = order.end?.how === 'filled' ? 'Order already matched' : 'Order already canceled'
    outcomes.set(order.id, { is: 'notCanceled', text })
    return order
  })
  const isChanged = orders.some((order, index) => order !== account?.orders[index])
  return account === null || !isChanged
    ? { keep: outcomes }
    : { account: { ...account, orders }, value: outcomes }
}
