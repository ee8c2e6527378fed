import type { MoneyAudit } from './audit.ts'
import type { Exchange } from './exchange.ts'

export interface AuditedExchange extends Exchange {
  /** Recounts all money, shares, holds and queues; throws where they do not balance. */
  audit(): MoneyAudit
}
