import type { EpochMs } from '../../shared/domain/units.ts'
import { epochMs } from '../../shared/domain/units.ts'
import type { ExchangeTrade, TradeStatus } from './exchange.ts'
import type { Movements } from './movements.ts'

/** A trade while it lives: what it is, what it moves, and where its settlement stands. */
export interface TradeRecord {
  readonly facts: Omit<ExchangeTrade, 'status' | 'updatedAtMs' | 'transactionHash'>
  readonly movements: Movements
  status: TradeStatus
  updatedAtMs: EpochMs
  transactionHash: string
}

export const tradeView = (record: TradeRecord): ExchangeTrade => ({
  ...record.facts,
  status: record.status,
  updatedAtMs: epochMs(record.updatedAtMs),
  transactionHash: record.transactionHash,
})
