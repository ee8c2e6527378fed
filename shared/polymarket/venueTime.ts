import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import { askPrivate, askRead, type PublicSession, readOf, type Session } from './session.ts'
import { brief } from './wire.ts'

/**
 * The venue's clock: `/time`, or, where that cannot be read, the `Date` of an answer to our credentials. Both are in
 * whole seconds: up to a second behind. Where none was heard lately, the date of one small private answer is read.
 */
export async function readTimeMs(session: Session): Promise<Read<EpochMs>> {
  const { clock, dates } = session
  const beganMs = clock.nowMs()
  const read = await readServerTime(session)
  if (read.ok) return read
  if (dates.nowMs() === null) await askPrivate(session, (client) => client.getClosedOnlyMode())
  const nowMs = dates.nowMs()
  if (nowMs === null) return unknown(`${read.unknown}; no private answer has a date either`)
  // Who asked takes a read for what it was halfway through: a slow failure must not look like skew.
  return known(epochMs(nowMs - Math.floor((clock.nowMs() - beganMs) / 2)), beganMs)
}

/** As anybody may ask it. */
export async function readServerTime(session: PublicSession): Promise<Read<EpochMs>> {
  const asOf = session.clock.nowMs()
  const answer = await askRead(session, () => session.client.getServerTime())
  const parse = (json: unknown) => parseServerTime(json) ?? `time cannot be read: ${brief(json)}`
  return readOf(asOf, answer, parse, 'time: ')
}

/** 2001 to 2286: anything else is not seconds. */
export function parseServerTime(json: unknown): EpochMs | null {
  if (typeof json !== 'number' || !Number.isSafeInteger(json)) return null
  return json >= 1e9 && json < 1e10 ? epochMs(json * 1000) : null
}
