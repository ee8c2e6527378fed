import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { MarketId } from '../domain/units.ts'
import type { TickAudit } from '../ports/telemetry.ts'
import samples1 from './auditSamples1.json' with { type: 'json' }
import samples2 from './auditSamples2.json' with { type: 'json' }
import { fromBase85, toBase85 } from './base85.ts'

/** What only a replay needs of a tick: what it began with, what it saw, and what it ended with. */
export type Packed = Pick<TickAudit, 'market' | 'before' | 'seen'> & Partial<Pick<TickAudit, 'after'>>

/** For JSON.stringify; hides secrets. */
export type Replacer = (key: string, value: unknown) => unknown

/** No line unpacks to more; the log itself takes a megabyte. */
const MAX_BYTES = 16 * 1024 * 1024
/** Short repeats cost more than they save in ids: filtered, the line is a fortieth smaller. */
const DEFLATE = { level: 9, memLevel: 9, strategy: constants.Z_FILTERED }

/**
 * Packs a tick into a few hundred characters: JSON in which times count from the tick's own, deflated over a dictionary
 * of the version before the colon, and the market's id after it. Each text unpacks by itself.
 */
export function packTick(of: Packed, replacer: Replacer): string {
  const { before, seen, after } = of
  const { nowMs } = seen
  const body = { before, seen, ...(after === undefined ? {} : { after: changesOf(before, after) }) }
  const text = JSON.stringify(body, (key, value) => shifted(replacer(key, value), nowMs))
  const dictionary = dictionaryOf(VERSION, of.market)
  const packed = deflateRawSync(`${nowMs}${text}`, { ...DEFLATE, dictionary })
  return `${VERSION}:${toBase85(packed)}`
}

/** @throws Error where it is no such text, or one of a newer version. */
export function unpackTick(market: MarketId, text: string): Packed {
  const [, version = '', data = ''] = /^(\d{1,4}):([!-~]*)$/.exec(text) ?? []
  const dictionary = dictionaryOf(version, market)
  const packed = version === FIRST ? Buffer.from(data, 'base64') : fromBase85(data)
  const raw = inflateRawSync(packed, { dictionary, maxOutputLength: MAX_BYTES })
  const unpacked = raw.toString('utf8')
  const begins = unpacked.indexOf('{')
  const nowMs = Number(unpacked.slice(0, begins))
  // Written by our own code; a line of another version fails where it is run again.
  const { before, seen, after } = JSON.parse(unpacked.slice(begins), (_, value) => back(value, nowMs)) as Body
  return { market, before, seen, ...(after === undefined ? {} : { after: changed(before, after) }) }
}

interface Body extends Pick<TickAudit, 'before' | 'seen'> {
  readonly after?: Changes
}

/** The fields of a state that a tick set, and those that it struck. */
interface Changes {
  readonly set: Partial<TickAudit['after']>
  readonly gone: readonly string[]
}

function changesOf(before: TickAudit['before'], after: TickAudit['after']): Changes {
  const was: Readonly<Record<string, unknown>> = { ...before }
  const is = Object.entries(after).filter(([, value]) => value !== undefined)
  const set = is.filter(
    ([name, value]) => value !== was[name] && JSON.stringify(value) !== JSON.stringify(was[name]),
  )
  const names = new Set(is.map(([name]) => name))
  return { set: Object.fromEntries(set), gone: Object.keys(before).filter((name) => !names.has(name)) }
}

const changed = (before: TickAudit['before'], { set, gone }: Changes): TickAudit['after'] => {
  const kept = Object.entries(before).filter(([name]) => !gone.includes(name))
  return { ...Object.fromEntries(kept), ...set } as TickAudit['after']
}

/** Of this century's instants in milliseconds: what else is as large comes back as it was, too. */
const isInstant = (value: number): boolean => value > 1e12 && value < 4e12 && Number.isInteger(value)

/** Instants as their distance from the tick, which deflates to a byte or two: "~-10000" is ten seconds before it. */
function shifted(value: unknown, nowMs: number): unknown {
  if (typeof value === 'number' && isInstant(value)) return `~${value - nowMs}`
  return typeof value === 'string' && value.startsWith('~') ? `~${value}` : value
}

function back(value: unknown, nowMs: number): unknown {
  if (typeof value !== 'string' || !value.startsWith('~')) return value
  return value.startsWith('~~') ? value.slice(1) : nowMs + Number(value.slice(1))
}

/** Written in base64; all later ones in base 85. */
const FIRST = '1'
const VERSION = '2'

/**
 * Made-up ticks that look like most. Deflate looks back 32 kB, the tick itself included: more of them push the first out of
 * its sight. What was once written with a version is read with it forever: a better dictionary is another version next to
 * it, and a test holds each to its bytes.
 */
const SAMPLES: Readonly<Record<string, readonly object[]>> = {
  [FIRST]: samples1,
  [VERSION]: [samples1, samples2].flat(),
}
const texts = new Map<string, string>()

/** The newest bytes are the cheapest to point at: the market comes last. */
function dictionaryOf(version: string, market: MarketId): Buffer {
  return Buffer.from(`${dictionaryText(version)}${market}`)
}

export function dictionaryText(version: string): string {
  const known = texts.get(version)
  if (known !== undefined) return known
  if (!Object.hasOwn(SAMPLES, version))
    throw new Error(`a line of version "${version.slice(0, 8)}" is newer than this code`)
  const text = (SAMPLES[version] ?? []).map((sample) => JSON.stringify(sample)).join('')
  texts.set(version, text)
  return text
}
