import type { Exchange } from '../../../desk/exchange/exchange.ts'
import type { Chance } from '../../../desk/tape/feed/chance.ts'
import { marketId, price, size, tokenId } from '../../../shared/domain/units.ts'
import { openMarket } from '../../support/openMarket.ts'
import type { CellPlan } from './cellPlan.ts'

const LEVEL_SHARES = 300
/** Real time between two moves of the crowd in one market. */
const MOVE_EVERY_MS = 350

export function list(exchange: Exchange, cell: CellPlan): void {
  const tokens = [tokenId(cell.token), tokenId(`${cell.token}1`)] as const
  exchange.list(openMarket({ market: marketId(cell.market), tokens }))
}

/** A crowd that trades through the queue often, so that minutes hold as many fills as days would. */
export function createCrowd(
  exchange: Exchange,
  cells: readonly CellPlan[],
  random: Chance,
): { calm(): void } {
  const mids = new Map(cells.map((cell) => [cell.name, 48]))
  const quote = (cell: CellPlan): void => {
    const mid = mids.get(cell.name) ?? 48
    const level = (cents: number) => ({
      priceMicros: price(cents * 10_000),
      sizeMicros: size(LEVEL_SHARES * 1_000_000),
    })
    const bids = [level(mid - 2), level(mid - 3)]
    const asks = [level(mid + 2), level(mid + 3)]
    exchange.feed(marketId(cell.market), { type: 'book', atMs: exchange.nowMs(), bids, asks })
  }
  const move = (cell: CellPlan): void => {
    const mid = mids.get(cell.name) ?? 48
    const taker = random.chance(0.5) ? 'SELL' : 'BUY'
    const cents = taker === 'SELL' ? mid - 2 : mid + 2
    const sizeMicros = size(random.between(LEVEL_SHARES - 10, LEVEL_SHARES + 40) * 1_000_000)
    if (random.chance(0.5)) {
      exchange.feed(marketId(cell.market), {
        type: 'trade',
        atMs: exchange.nowMs(),
        taker,
        priceMicros: price(cents * 10_000),
        sizeMicros,
      })
    }
    if (random.chance(0.1)) mids.set(cell.name, Math.min(52, Math.max(44, mid + random.between(-3, 3))))
    quote(cell)
  }
  for (const cell of cells) quote(cell)
  const timer = setInterval(() => {
    for (const cell of cells) move(cell)
  }, MOVE_EVERY_MS)
  return { calm: () => clearInterval(timer) }
}
