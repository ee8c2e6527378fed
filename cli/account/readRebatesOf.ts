import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { readRebates } from '../../shared/polymarket/readRebates.ts'
import type { Connection } from '../aws/connection.ts'
import type { MarketBooks } from './readLedgers.ts'

/** More days than a year and its edges have. */
const MAX_DAYS = 400

/** Maker rebates of the days on which we made fills, in micro-dollars: all of them, or unknown. */
export async function readRebatesOf(
  { config, clock }: Connection,
  books: readonly MarketBooks[],
  inPeriod: (atMs: number) => boolean,
): Promise<Read<number>> {
  // The venue pays nobody for orders it never had.
  if (config.stage === 'paper') return known(0, clock.nowMs())
  const days = new Set(
    books
      .flatMap(({ legs }) => legs)
      .filter((leg) => leg.role === 'maker' && inPeriod(leg.matchedAtMs))
      .map((leg) => new Date(leg.matchedAtMs).toISOString().slice(0, 10)),
  )
  if (days.size > MAX_DAYS) return unknown(`${days.size} days: name a year`)
  const markets = books.map(({ market }) => market)
  let total = 0
  for (const day of days) {
    const read = await readRebates({ host: config.hosts.clob, maker: config.stack.wallet, clock }, day)
    if (!read.ok) return unknown(`${day}: ${read.unknown}`)
    for (const [market, micros] of read.value) {
      if (!markets.includes(market)) continue
      if (micros === null) return unknown(`${day}: the rebate of market ${market} cannot be read`)
      total += micros
    }
  }
  return known(total, clock.nowMs())
}
