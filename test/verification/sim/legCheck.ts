import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import { legKey } from '../../../shared/domain/leg.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Report } from './violation.ts'

/** Looks at each state once: no leg is there twice, and what counts as confirmed is so at the venue. */
export function createLegCheck(exchange: AuditedExchange, report: Report) {
  const confirmed = new Set<string>()
  return (state: MarketState): void => {
    const keys = state.legs.map(legKey)
    if (new Set(keys).size < keys.length) report('I5', `${state.market}: a leg is listed twice`)
    for (const leg of state.legs) {
      const key = legKey(leg)
      if (leg.status !== 'CONFIRMED' || confirmed.has(key)) continue
      confirmed.add(key)
      const truth = exchange.trade(leg.tradeId)?.status
      if (truth !== 'CONFIRMED') report('I4', `${key} counts as confirmed, the venue says ${truth}`)
    }
  }
}
