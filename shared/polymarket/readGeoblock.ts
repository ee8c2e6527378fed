import { isObject } from '../domain/jsonObject.ts'
import type { Read } from '../domain/read.ts'
import type { Clock } from '../ports/clock.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askGet, readOf } from './session.ts'
import { brief } from './wire.ts'

export interface Geoblock {
  readonly blocked: boolean
  readonly country: string
  readonly region: string
}

/**
 * Whether the venue serves the address we come from; to be asked over the path that trades.
 * @param webHost of the web site, e.g. https://polymarket.com.
 */
export async function readGeoblock(webHost: string, clock: Clock): Promise<Read<Geoblock>> {
  const asOf = clock.nowMs()
  return readOf(asOf, await askGet({ limits: DEFAULT_LIMITS }, `${webHost}/api/geoblock`), (json) => {
    if (!isObject(json) || typeof json['blocked'] !== 'boolean')
      return `not a geoblock answer: ${brief(json)}`
    const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 16) : '')
    return { blocked: json['blocked'], country: text(json['country']), region: text(json['region']) }
  })
}
