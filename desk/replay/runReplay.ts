import { assert } from '../../shared/domain/assert.ts'
import type { ReplayRun } from '../report/result.ts'
import type { TapeSource } from '../tape/tapeSource.ts'
import { runVariants } from './runVariants.ts'
import type { TraderOptions } from './trader.ts'

export interface ReplayOptions extends TraderOptions {
  /** Called now and then with the number of events played. */
  readonly onEvents?: (events: number) => void
}

/**
 * The production engine over one tape, under one fill model, in virtual time. The same tape and options give the
 * same result, byte for byte.
 * @throws InputError
 */
export async function runReplay(source: TapeSource, options: ReplayOptions): Promise<ReplayRun> {
  const { onEvents, maxSilenceMs } = options
  const common = { cutMs: null, maxSilenceMs, onEvents: onEvents ?? (() => {}) }
  const [[run] = []] = await runVariants(source, { variants: [options], ...common })
  assert(run !== undefined, 'one trades, so one has a result')
  return run
}
