import { keepSnapshot, keptSnapshot } from '../../desk/find/keptSnapshot.ts'
import { scanMarkets } from '../../desk/find/scanMarkets.ts'
import type { Snapshot } from '../../desk/find/seenMarket.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Read } from '../../shared/domain/read.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import type { VenueHosts } from '../../shared/polymarket/createSession.ts'
import { say } from '../terminal/say.ts'
import type { FindRequest } from './findOptions.ts'

/** The venue as it is now, or as it was when it was last looked at, where that is recent enough. */
export async function cachedScan(
  cache: string,
  { usdcMicros, maxAgeMs }: Pick<FindRequest, 'usdcMicros' | 'maxAgeMs'>,
  hosts: VenueHosts,
): Promise<Read<Snapshot>> {
  const nowMs = systemClock.nowMs()
  const kept = keptSnapshot(cache, { host: hosts.host, usdcMicros, nowMs, maxAgeMs })
  if (kept !== null) return { ok: true, value: kept, asOf: kept.readAtMs }
  const catalogue = createCatalogue({ ...hosts, clock: systemClock })
  const read = await scanMarkets(catalogue, {
    usdcMicros,
    host: hosts.host,
    clock: systemClock,
    onProgress: say,
  })
  if (read.ok && maxAgeMs > 0) keepSnapshot(cache, read.value, usdcMicros)
  return read
}
