import type { ExchangeOrder } from '../../../../desk/exchange/exchange.ts'
import type { Order } from '../../../../shared/domain/order.ts'
import { MICROS } from '../../../../shared/domain/units.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import type { World } from '../world.ts'

const CENT_MICROS = 10_000

/**
 * Of each outcome by itself: none is entered that is not configured with entries, nor beyond the limits that it is
 * configured with; and the two of a market have no orders that meet.
 */
export function startOutcomeChecks(world: World): void {
  world.intents.push((order, state) => checkEntry(world, order, state))
  world.placings.push((id) => {
    const order = world.exchange.order(id)
    if (order !== undefined) checkMeeting(world, order)
  })
}

function checkEntry({ deployed, watch }: World, order: Order, { tokenId }: MarketState): void {
  if (order.purpose !== 'entry') return
  const { report } = watch
  const settings = deployed.lately(tokenId).filter(({ entries }) => entries)
  if (settings.length === 0) {
    report('I6', `${order.id} is an entry of an outcome that is not configured with entries`)
    return
  }
  const most = (pick: (each: (typeof settings)[number]) => number): number => Math.max(...settings.map(pick))
  const costMicros = (order.priceMicros * order.sizeMicros) / MICROS
  const entryMicros = most(({ risk }) => risk.entryUsdcMicros)
  if (costMicros > entryMicros + CENT_MICROS)
    report('I3', `entry ${order.id} costs ${costMicros / 1e6} USDC, configured are ${entryMicros / 1e6}`)
}

/** A BUY of each would mint a pair, a SELL of each merge one. */
function checkMeeting({ exchange, account, watch }: World, order: ExchangeOrder): void {
  for (const other of exchange.openOrders(account)) {
    if (other.market !== order.market || other.token === order.token || other.side !== order.side) continue
    const sumMicros = order.priceMicros + other.priceMicros
    if (order.side === 'BUY' ? sumMicros >= MICROS : sumMicros <= MICROS)
      watch.report('I15', `${order.id} and ${other.id} meet: two ${order.side} orders at ${sumMicros / 1e6}`)
  }
}
