import { readFileSync } from 'node:fs'
import { makeCatalogue } from '../../../desk/catalogue/makeCatalogue.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import type { StopReason } from '../../../shared/domain/control.ts'
import type { EpochMs } from '../../../shared/domain/units.ts'
import { tradeMarkets, WALLET } from './tradeMarkets.ts'

interface WrittenTerms {
  readonly file: string
  readonly hours: number
  /** Of the catalogue that the file was written from. */
  readonly seed: number
  readonly count: number
  readonly startMs: EpochMs
}

export interface PaidAndEstimated {
  readonly markets: number
  readonly fills: number
  readonly rewardMicros: number
  readonly estimateMicros: number
  /** Why the bot stopped, and when; empty: it did not. */
  readonly stops: readonly StopReason[]
}

/**
 * Trades the very configuration that `find --write` made, with a wallet and a tick a minute.
 * @throws Error where it is none, or names markets that this catalogue does not have.
 */
export async function tradeWritten(terms: WrittenTerms): Promise<PaidAndEstimated> {
  const { file, hours, seed, count, startMs } = terms
  const parsed = parseConfig({
    ...JSON.parse(readFileSync(file, 'utf8')),
    stage: 'live',
    wallet: { address: WALLET },
    cadenceSeconds: 'once',
  })
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  const { config } = parsed
  const wanted = new Set(config.stack.markets.map(({ market }) => market))
  const made = makeCatalogue({ seed, count, startMs }).filter(({ listed }) => wanted.has(listed.market))
  if (made.length < wanted.size) throw new Error(`${file} names markets that seed ${seed} does not have`)
  const stops: StopReason[] = []
  const onStop = (reason: StopReason): void => void stops.push(reason)
  const brought = await tradeMarkets({ config, made, startMs, hours, seed, onStop })
  const sumOf = (of: 'rewardMicros' | 'estimateMicros' | 'fills'): number =>
    brought.reduce((sum, each) => sum + each[of], 0)
  return {
    markets: wanted.size,
    fills: sumOf('fills'),
    rewardMicros: sumOf('rewardMicros'),
    estimateMicros: sumOf('estimateMicros'),
    stops,
  }
}
