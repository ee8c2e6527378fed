import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { handOver } from './ask.ts'
import { askRead, okJson, type PublicSession } from './session.ts'

/** A lag of days is no lag but a number of something else. */
const MAX_LAG_SECONDS = 604_800

/** How far the venue's index of the chain is behind, in ms, as it says itself (GET /v2/status). */
export async function readIndexLag(session: PublicSession): Promise<Read<number>> {
  const asOf = session.clock.nowMs()
  const url = `${session.dataApiHost}/v2/status`
  // Varied, so that no cache answers in its place.
  const params = { t: asOf }
  const answer = okJson(await askRead(session, () => handOver({ method: 'GET', url, params })))
  if (!answer.ok) return unknown(`the index's lag: ${answer.unknown}`)
  const serving = servingOf(answer.json) ?? (isObject(answer.json) ? servingOf(answer.json['data']) : null)
  const seconds = serving?.['lag_seconds']
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= MAX_LAG_SECONDS)) {
    return unknown('the index does not report its lag')
  }
  return known(Math.ceil(seconds * 1_000), asOf)
}

function servingOf(json: unknown): Record<string, unknown> | null {
  const serving = isObject(json) ? json['serving'] : null
  return isObject(serving) ? serving : null
}
