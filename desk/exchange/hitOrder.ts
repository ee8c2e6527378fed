import { epochMs, orderId } from '../../shared/domain/units.ts'
import { TakerMeter } from '../../shared/simulator/fee.ts'
import { nearestNotional } from '../../shared/simulator/nearestNotional.ts'
import { commitMatch } from './commitMatch.ts'
import type { Floor } from './floor.ts'
import { marketState } from './floor.ts'
import { counterpart } from './form.ts'
import { CROWD, CROWD_OWNER } from './ledger.ts'
import type { BookOrder } from './priceLevel.ts'
import { remainingMicros } from './priceLevel.ts'

/**
 * Somebody of the crowd trades with this very order, whatever is ahead of it in the queue: what a cancel that
 * comes a moment too late meets. The money moves as in any trade; `hideMs` delays its report.
 */
export function hitOrder(
  floor: Floor,
  order: BookOrder,
  of: { readonly sizeMicros: number; readonly hideMs: number },
): boolean {
  const { level, form, priceMicros } = order
  const sizeMicros = Math.min(of.sizeMicros, remainingMicros(order))
  if (level === null || sizeMicros <= 0) return false
  const state = marketState(floor, order.market)
  const takerForm = counterpart(form, floor.random.coin())
  const makerUsdcMicros = nearestNotional(priceMicros, sizeMicros)
  const takerUsdcMicros =
    takerForm.tokenIndex === form.tokenIndex ? makerUsdcMicros : sizeMicros - makerUsdcMicros
  const meter = new TakerMeter(state.listed)
  meter.add({ sizeMicros, priceMicros: level.priceMicros })
  const taker = { orderId: orderId(floor.random.hash()), account: CROWD, owner: CROWD_OWNER, form: takerForm }
  const leg = { level, order, form, priceMicros, sizeMicros, makerUsdcMicros, takerUsdcMicros }
  const feeMicros = Math.min(meter.feeMicros(), takerUsdcMicros)
  const record = commitMatch(floor, state, taker, { legs: [leg], feeMicros })
  record.visibleAtMs = epochMs(floor.nowMs + of.hideMs)
  return true
}
