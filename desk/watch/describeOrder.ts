import { formatMicros } from '../../shared/domain/decimal.ts'
import type { Order } from '../../shared/domain/order.ts'

/** `BUY 40 at 0.49 (entry, LIVE) 0x…`. */
export const describeOrder = (order: Order): string =>
  `${order.side} ${formatMicros(order.sizeMicros)} at ${formatMicros(order.priceMicros)} (${order.purpose}, ` +
  `${order.life.at}${order.stuck === true ? ', stuck' : ''}) ${order.id}`
