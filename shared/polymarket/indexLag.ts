import { isObject } from '../domain/jsonObject.ts'
import type { Read } from '../domain/read.ts'
import { askGet, type PublicSession, readOf } from './session.ts'

/** A lag of days is no lag but a number of something else. */
const MAX_LAG_SECONDS = 604_800

/** How far the venue's index of the chain is behind, in ms, as it says itself (GET /v2/status). */
export async function readIndexLag(session: PublicSession): Promise<Read<number>> {
  const asOf = session.clock.nowMs()
  // Varied, so that no cache answers in its place.
  const answer = await askGet(session, `${session.dataApiHost}/v2/status`, { t: asOf })
  return readOf(asOf, answer, lagMs, "the index's lag: ")
}

function lagMs(json: unknown): number | string {
  const serving = servingOf(json) ?? (isObject(json) ? servingOf(json['data']) : null)
  const seconds = serving?.['lag_seconds']
  const isLag = typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_LAG_SECONDS
  return isLag ? Math.ceil(seconds * 1_000) : 'the index does not report its lag'
}

function servingOf(json: unknown): Record<string, unknown> | null {
  const serving = isObject(json) ? json['serving'] : null
  return isObject(serving) ? serving : null
}
