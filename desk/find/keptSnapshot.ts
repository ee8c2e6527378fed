import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isObject } from '../../shared/domain/jsonObject.ts'
import type { Snapshot } from './seenMarket.ts'

/** Another form of the file is another number: an older one is not read. */
const FORM = 1

interface Kept {
  readonly form: typeof FORM
  /** What one bid cost: for another the venue is looked at again, for other markets may be the best. */
  readonly usdcMicros: number
  readonly snapshot: Snapshot
}

/** The last look at this venue with bids of this size, if it is young enough; null: there is none that can be used. */
export function keptSnapshot(
  file: string,
  of: {
    readonly host: string
    readonly usdcMicros: number
    readonly nowMs: number
    readonly maxAgeMs: number
  },
): Snapshot | null {
  const kept = readKept(file)
  if (kept === null || kept.usdcMicros !== of.usdcMicros) return null
  const { snapshot } = kept
  const ageMs = of.nowMs - snapshot.readAtMs
  return snapshot.host === of.host && ageMs >= 0 && ageMs <= of.maxAgeMs ? snapshot : null
}

export function keepSnapshot(file: string, snapshot: Snapshot, usdcMicros: number): void {
  const kept: Kept = { form: FORM, usdcMicros, snapshot }
  writeFileSync(`${file}.new`, JSON.stringify(kept))
  renameSync(`${file}.new`, file)
}

/** Our own file: what is not of this form was written by another version, or by nobody of ours. */
function readKept(file: string): Kept | null {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const snapshot = isObject(json) && json['form'] === FORM ? json['snapshot'] : null
    const isSound =
      isObject(snapshot) && typeof snapshot['readAtMs'] === 'number' && Array.isArray(snapshot['markets'])
    return isSound ? (json as unknown as Kept) : null
  } catch {
    return null
  }
}
