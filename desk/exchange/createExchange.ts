import type { TokenId } from '../../shared/domain/units.ts'
import { size, usdc } from '../../shared/domain/units.ts'
import { audit } from './audit.ts'
import type { AuditedExchange } from './auditedExchange.ts'
import { bookView } from './bookView.ts'
import { cancelByIds, cancelWhere } from './cancelOrders.ts'
import type { Account, Exchange, Holdings } from './exchange.ts'
import { feedMarket } from './feedMarket.ts'
import { fillAgainstCrowd } from './fillAgainstCrowd.ts'
import type { ExchangeOptions, Floor } from './floor.ts'
import { advance, createFloor, marketState } from './floor.ts'
import { fundTokens, fundUsdc } from './funding.ts'
import { hitOrder } from './hitOrder.ts'
import { changeMarket, listMarket } from './listing.ts'
import { orderView } from './orderView.ts'
import { pastReads, readsAt } from './past.ts'
import { placeOrder } from './placeOrder.ts'
import { removeAll } from './removeOrder.ts'
import { watched } from './watched.ts'

/**
 * A venue in this process. Mistakes of the caller (an unlisted market, time going back, a feed that is not a number)
 * throw RangeError; what the venue would refuse is a result.
 */
export function createExchange(options: ExchangeOptions): AuditedExchange {
  const floor = createFloor(options)
  return watched({ ...clockPart(floor), ...accountPart(floor), ...orderPart(floor), ...readPart(floor) })
}

const clockPart = (floor: Floor) =>
  ({
    nowMs: () => floor.nowMs,
    advanceTo: (nowMs) => advance(floor, nowMs),
    at: (atMs, task) => floor.events.add(Math.max(atMs, floor.nowMs), task),
    list: (market) => listMarket(floor, market),
    change: (market, change) => changeMarket(floor, marketState(floor, market), change),
    fillAgainstCrowd(market, accounts) {
      fillAgainstCrowd(floor, marketState(floor, market), accounts)
      runDue(floor)
    },
    wipe: (market) => removeAll(floor, marketState(floor, market), 'CANCELED'),
    markets: () => Array.from(floor.markets.values(), (state) => state.listed),
    marketOf: (token) => floor.marketByToken.get(token)?.listed,
    feed(market, event) {
      const state = marketState(floor, market)
      advance(floor, event.atMs)
      feedMarket(floor, state, event)
      runDue(floor)
    },
  }) satisfies Partial<Exchange>

const accountPart = (floor: Floor) =>
  ({
    fund: (account, usdcMicros) => fundUsdc(floor, account, usdcMicros),
    fundShares: (account, token, sizeMicros) => fundTokens(floor, account, token, sizeMicros),
    approve(account, approved) {
      floor.ledger.account(account).approved = approved
    },
    ban(account, how) {
      floor.ledger.account(account).ban = how
    },
    banOf: (account) => floor.ledger.account(account).ban,
    holdings: (account) => holdingsOf(floor, account),
    positions: (account) => floor.ledger.account(account).positions.at(floor.nowMs),
    available(account, asset) {
      const { settled, matched, held } = floor.ledger.balance(account, asset)
      return Math.max(0, settled - matched - held)
    },
    allowance: (account) => floor.ledger.account(account).approved,
    audit: () => audit(floor),
  }) satisfies Partial<AuditedExchange>

const orderPart = (floor: Floor) =>
  ({
    place(request) {
      const result = placeOrder(floor, request)
      runDue(floor)
      return result
    },
    cancel: (account, ids) => cancelByIds(floor, account, ids),
    cancelMarket: (account, { market, token }) =>
      // A filter that names nothing means nothing, never everything.
      cancelWhere(
        floor,
        account,
        (order) =>
          (market !== undefined || token !== undefined) &&
          (market === undefined || order.market === market) &&
          (token === undefined || order.request.token === token),
      ),
    cancelAll: (account) => cancelWhere(floor, account, () => true),
    hit(id, of) {
      const order = floor.orders.get(id.toLowerCase())
      const hasTraded = order !== undefined && hitOrder(floor, order, of)
      runDue(floor)
      return hasTraded
    },
  }) satisfies Partial<Exchange>

const readPart = (floor: Floor) =>
  ({
    ...readsAt(floor, floor),
    orders: (account) =>
      floor.ledger.account(account).orders.map((order) => orderView(floor, order, floor.nowMs)),
    openOrders: (account) =>
      Array.from(floor.ledger.account(account).open, (order) => orderView(floor, order, floor.nowMs)).filter(
        (order) => order.status === 'LIVE',
      ),
    publicTrades: (market) => floor.publicTape.records(market, floor.nowMs),
    matchedTrades: (market, after) => floor.publicTape.matched(market, after),
    past: (atMs) => pastReads(floor, atMs),
    book(token) {
      const state = floor.marketByToken.get(token)
      if (state === undefined) throw new RangeError(`token: ${token} belongs to no listed market`)
      return bookView(state, token)
    },
  }) satisfies Partial<Exchange>

/** Settlement without delay happens in the same instant, after the call that caused it. */
const runDue = (floor: Floor): void => advance(floor, floor.nowMs)

function holdingsOf(floor: Floor, account: Account): Holdings {
  const { usdc: balance, shares } = floor.ledger.account(account)
  const sharesMicros = new Map<TokenId, ReturnType<typeof size>>()
  for (const [token, { settled }] of shares) if (settled > 0) sharesMicros.set(token, size(settled))
  return { usdcMicros: usdc(balance.settled), sharesMicros }
}
