import { keepSnapshot, keptSnapshot } from '../../desk/find/keptSnapshot.ts'
import { scanMarkets } from '../../desk/find/scanMarkets.ts'
import type { Snapshot } from '../../desk/find/seenMarket.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import type { Read } from '../../shared/domain/read.ts'
import { say } from '../terminal/say.ts'
import type { FindRequest } from './findOptions.ts'
import { catalogueAt } from './marketNamed.ts'

/** The venue as it is now, or as it was when it was last looked at, where that is recent enough. */
export async function cachedScan(
  cache: string,
  { usdcMicros, maxAgeMs }: Pick<FindRequest, 'usdcMicros' | 'maxAgeMs'>,
  hosts: Config['hosts'],
): Promise<Read<Snapshot>> {
  const nowMs = systemClock.nowMs()
  const kept = keptSnapshot(cache, { host: hosts.clob, usdcMicros, nowMs, maxAgeMs })
  if (kept !== null) return { ok: true, value: kept, asOf: kept.readAtMs }
  const read = await scanMarkets(catalogueAt(hosts), {
    usdcMicros,
    host: hosts.clob,
    clock: systemClock,
    onProgress: say,
  })
  if (read.ok && maxAgeMs > 0) keepSnapshot(cache, read.value, usdcMicros)
  return read
}
