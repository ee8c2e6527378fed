import type { Random } from './random.ts'

export type TradeStatus =
  | 'MATCHED_NOT_BROADCASTED'
  | 'MATCHED'
  | 'MINED'
  | 'RETRYING'
  | 'CONFIRMED'
  | 'FAILED'

/** Milliseconds a trade stays in each stage, drawn per trade from the seed; `failPermille` ends FAILED. */
export interface SettlementTimes {
  readonly broadcastMs: number
  readonly mineMs: readonly [number, number]
  readonly confirmMs: readonly [number, number]
  readonly failPermille: number
  readonly retryPermille: number
}

export interface LifeStep {
  readonly atMs: number
  readonly status: TradeStatus
  readonly transactionHash: string
}

/** A trade's whole future, drawn when it is matched, so that later calls cannot change it. */
export interface TradeLife {
  readonly steps: readonly LifeStep[]
  /** When money and shares move for good; null: the trade fails and they never do. */
  readonly movesAtMs: number | null
}

/** Another end than the one a trade would have drawn; see the faults of route "settlement". */
export interface ForcedSettlement {
  /** 'ghost': MATCHED forever; 'failedLate': FAILED after CONFIRMED. */
  readonly end?: 'failed' | 'failedLate' | 'ghost'
  readonly retries?: true
  readonly slowMs?: number
  readonly balanceLagMs?: number
}

/**
 * MATCHED -> MINED -> CONFIRMED; or through RETRYING, before a block or after one that was reorganised away, to
 * MINED again or to FAILED; or straight to FAILED. Money moves at the last MINED only, so nothing that moved ever
 * has to be taken back from somebody who has spent it.
 */
export function drawLife(
  random: Pick<Random, 'below' | 'between' | 'coin' | 'hash'>,
  settlement: SettlementTimes,
  nowMs: number,
  fate: ForcedSettlement = {},
): TradeLife {
  const { broadcastMs, mineMs, confirmMs, failPermille, retryPermille } = settlement
  const fails = random.below(1000) < failPermille || fate.end === 'failed'
  const retries = random.below(1000) < retryPermille || fate.retries === true
  const minedFirst = retries && random.coin()
  const steps: LifeStep[] = []
  let atMs = nowMs + broadcastMs
  let transactionHash = ''
  const step = (status: TradeStatus): void => {
    if (status === 'MINED') transactionHash = random.hash()
    steps.push({ atMs, status, transactionHash })
  }
  step('MATCHED')
  if (fate.end === 'ghost') return { steps, movesAtMs: null }
  atMs += fate.slowMs ?? 0
  if (minedFirst) {
    atMs += random.between(mineMs)
    step('MINED')
  }
  if (retries) {
    atMs += random.between(mineMs)
    step('RETRYING')
  }
  atMs += random.between(mineMs)
  if (fails) {
    step('FAILED')
    return { steps, movesAtMs: null }
  }
  step('MINED')
  const movesAtMs = atMs
  atMs += random.between(confirmMs)
  step('CONFIRMED')
  if (fate.end === 'failedLate') {
    atMs += random.between(confirmMs)
    step('FAILED')
    return { steps, movesAtMs: null }
  }
  return { steps, movesAtMs }
}
