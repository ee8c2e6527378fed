import type { OrderDraft } from '../../shared/domain/order.ts'
import { epochMs, monotonicMs, price, size } from '../../shared/domain/units.ts'
import type { PolymarketOptions } from '../../shared/polymarket/createSession.ts'
import type { SignedOrder, Venue } from '../../shared/ports/venue.ts'
import { approved } from './approved.ts'
import { listen, marketReply, NOW, type Reply, venueAt } from './loopback.ts'
import { MARKET, YES } from './wireIds.ts'

export const DRAFT: OrderDraft = {
  market: MARKET,
  purpose: 'entry',
  side: 'BUY',
  tokenId: YES,
  priceMicros: price(500_000),
  sizeMicros: size(10_000_000),
  postOnly: true,
  expiresAtMs: epochMs(NOW + 300_000),
}
export const LATER = monotonicMs(60_000)

export async function ready(reply: Reply, options: Partial<PolymarketOptions> = {}) {
  const server = await listen((seen) => marketReply(seen) ?? reply)
  const venue = venueAt(server.url, options)
  const order = await signOn(venue)
  server.seen.length = 0
  return { server, venue, order }
}

export async function signOn(venue: Venue, fields: Partial<OrderDraft> = {}): Promise<SignedOrder> {
  await venue.market(MARKET)
  const signing = await venue.sign(approved({ ...DRAFT, ...fields }))
  if (signing.is !== 'signed') throw new Error(signing.why)
  return signing.order
}

export const OTHER_ID = `0x${'ab'.repeat(32)}`
export const success = (fields: object = {}) => ({
  success: true,
  errorMsg: '',
  orderID: OTHER_ID,
  takingAmount: '',
  makingAmount: '',
  status: 'live',
  transactionsHashes: [],
  tradeIDs: [],
  ...fields,
})
