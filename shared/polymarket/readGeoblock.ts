import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { Clock } from '../ports/clock.ts'
import { handOver } from './ask.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { askRead, okJson } from './session.ts'
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
  const url = `${webHost}/api/geoblock`
  const answer = okJson(await askRead({ limits: DEFAULT_LIMITS }, () => handOver({ method: 'GET', url })))
  if (!answer.ok) return answer
  const { json } = answer
  if (!isObject(json) || typeof json['blocked'] !== 'boolean')
    return unknown(`not a geoblock answer: ${brief(json)}`)
  const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 16) : '')
  return known(
    { blocked: json['blocked'], country: text(json['country']), region: text(json['region']) },
    asOf,
  )
}
