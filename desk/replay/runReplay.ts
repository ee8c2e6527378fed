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
 * @returns the run of each outcome that the configuration trades, that of the tape's own token first.
 * @throws InputError
 */
export async function runReplay(source: TapeSource, options: ReplayOptions): Promise<readonly ReplayRun[]> {
  const { onEvents, maxSilenceMs } = options
  const common = { cutMs: null, maxSilenceMs, onEvents: onEvents ?? (() => {}) }
  const [runs = []] = await runVariants(source, { variants: [options], ...common })
  return runs
}
