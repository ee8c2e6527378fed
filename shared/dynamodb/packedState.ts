import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { MarketState } from '../machine/state.ts'
import sample1 from './stateSample1.json' with { type: 'json' }

/**
 * A market's state as its item stores it: a byte that says which dictionary, then JSON deflated over it. A write costs
 * by the kilobyte, and most of a state is names of fields, which every state has: packed it is a sixth.
 */
export function packState(state: MarketState): Uint8Array {
  return Buffer.concat([Buffer.of(NEWEST), deflateRawSync(JSON.stringify(state), dictionaryOf(NEWEST))])
}

/** Anything but a packed state is passed on as it is: older versions store a map, and no schema accepts what is neither. */
export function unpackState(stored: unknown): unknown {
  if (!(stored instanceof Uint8Array)) return stored
  const [version = 0] = stored
  if (!Object.hasOwn(SAMPLES, version)) return undefined
  try {
    const text = inflateRawSync(stored.subarray(1), { ...dictionaryOf(version), maxOutputLength: MAX_BYTES })
    return JSON.parse(text.toString('utf8'))
  } catch {
    return undefined
  }
}

/** No state of ours is as long. */
const MAX_BYTES = 1024 * 1024
const NEWEST = 1

/**
 * Made-up states that look like most. What was once written with a version is read with it forever: a better one is
 * another version in addition, and a test holds each to its bytes.
 */
const SAMPLES: Readonly<Record<number, object>> = { 1: sample1 }

const dictionaryOf = (version: number) => ({
  dictionary: Buffer.from(JSON.stringify(SAMPLES[version])),
  level: 9,
  memLevel: 9,
  strategy: constants.Z_FILTERED,
})
