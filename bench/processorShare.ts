import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORE_MB } from '../shared/config/monthlyCost.ts'

/** How often a function's processor time is dealt out, in microseconds. */
const PERIOD_US = 20_000
const VERSION_1 = '/sys/fs/cgroup/cpu'
const VERSION_2 = '/sys/fs/cgroup'

/** Programs that get no more of a processor than Lambda gives to a function of that memory. */
export interface ProcessorShare {
  /** What to start instead of the program: `[command, ...its arguments, program, …]`. */
  readonly prefix: readonly string[]
  close(): void
}

/** By a control group of Linux, which takes root. @throws where there is none to be had. */
export function processorShare(memoryMb: number): ProcessorShare {
  const quotaUs = Math.round((PERIOD_US * memoryMb) / CORE_MB)
  const isFirst = existsSync(join(VERSION_1, 'cpu.cfs_quota_us'))
  const folder = join(isFirst ? VERSION_1 : VERSION_2, `market-maker-${process.pid}-${memoryMb}`)
  mkdirSync(folder)
  if (isFirst) {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(PERIOD_US))
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quotaUs))
  } else writeFileSync(join(folder, 'cpu.max'), `${quotaUs} ${PERIOD_US}`)
  return {
    prefix: ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$0" "$@"`],
    close: () => rmdirSync(folder),
  }
}
