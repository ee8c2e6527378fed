import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../shared/domain/inputError.ts'
import { archiveTapeName } from '../archive/archiveTapeName.ts'
import { nameOfHour } from '../archive/hourOfName.ts'
import { openArchive } from '../archive/openArchive.ts'
import { parquetHour } from '../archive/parquetHour.ts'
import { makeFolder } from '../makeFolder.ts'
import type { MarketFacts } from '../recording.ts'
import { writeTape } from '../writeTape.ts'
import { openHttpFile } from './httpFile.ts'
import { keepHour, keptHour } from './keptHour.ts'

const HOUR_MS = 3_600_000

export interface HistoryOptions {
  /** Of the archive: an hour's name is put behind it. */
  readonly address: string
  readonly market: string
  readonly token: string
  /** Whole hours, Unix ms; `toMs` not included. */
  readonly fromMs: number
  readonly toMs: number
  /** Where the tape goes, and until then the hours that came. */
  readonly folder: string
  readonly facts: MarketFacts
  readonly sleep: (ms: number) => Promise<void>
  readonly onHour: (progress: HistoryProgress) => void
}

export interface HistoryProgress {
  readonly hour: number
  readonly of: number
  readonly name: string
  /** 'kept': an earlier run brought it. */
  readonly came: 'brought' | 'kept' | 'missing'
  readonly events: number | null
  readonly bytes: number
}

export interface History {
  readonly file: string
  readonly events: number
  readonly rows: number
  readonly clamped: number
  readonly hours: number
  /** Hours that the archive does not have; between others they are gaps of the tape. */
  readonly missing: readonly string[]
  readonly bytes: number
}

/**
 * Brings the hours of a market from an archive and makes one tape of them. Each hour that came is kept until the tape
 * is whole, so that a run that was broken off continues where it was; of the hour on its way, one at a time, at most its
 * file is on this disk.
 * @throws InputError where an hour cannot be had or read, or none is there.
 */
export async function downloadHistory(options: HistoryOptions): Promise<History> {
  const { address, market, token, fromMs, toMs, folder } = options
  const work = join(folder, `.history_${market}_${token}`)
  makeFolder('--out', work)
  const all: string[] = []
  for (let hourMs = fromMs; hourMs < toMs; hourMs += HOUR_MS) all.push(nameOfHour(hourMs))
  const missing: string[] = []
  let bytes = 0
  for (const [index, name] of all.entries()) {
    const kept = join(work, `${name}.jsonl.gz`)
    const before = bytes
    const brought = existsSync(kept)
      ? ({ came: 'kept', events: null } as const)
      : await bringHour(options, { name, kept, onBytes: (more) => (bytes += more) }).catch(forgetting(work))
    if (brought.came === 'missing') missing.push(name)
    options.onHour({ hour: index + 1, of: all.length, name, ...brought, bytes: bytes - before })
  }
  const there = all.filter((name) => !missing.includes(name))
  if (there.length === 0) {
    rmSync(work, { recursive: true })
    const remedy = 'Check the address and the hours.'
    throw new InputError({ file: address, what: 'it has none of these hours', remedy })
  }
  const inputs = there.map((name) => keptHour(join(work, `${name}.jsonl.gz`), name))
  const source = await openArchive(inputs, { outcome: 0, market, token, facts: options.facts })
  const file = join(folder, archiveTapeName(there, { market, token }))
  const { events, rows } = await writeTape(source, file)
  rmSync(work, { recursive: true })
  return { file, events, rows, clamped: source.clamped(), hours: there.length, missing, bytes }
}

/** A run that failed before any hour came has nothing to continue from: it leaves no folder. */
const forgetting = (work: string) => (error: unknown) => {
  if (readdirSync(work).length === 0) rmSync(work, { recursive: true })
  throw error
}

async function bringHour(
  { address, market, token, sleep }: HistoryOptions,
  of: { readonly name: string; readonly kept: string; readonly onBytes: (bytes: number) => void },
): Promise<{ readonly came: 'brought' | 'missing'; readonly events: number | null }> {
  const url = `${address.replace(/\/$/, '')}/${of.name}`
  const scratch = `${of.kept}.parquet`
  try {
    const opened = await openHttpFile({ url, scratch, sleep, onBytes: of.onBytes })
    if (opened.is === 'missing') return { came: 'missing', events: null }
    const hour = await parquetHour(url, async () => opened.file).open(market)
    try {
      if (hour.tokens.length > 0 && !hour.tokens.includes(token)) {
        const what = `the market has tokens ${hour.tokens.join(' and ')}, not ${token}`
        throw new InputError({ file: url, what, remedy: 'Choose one of these with --token.' })
      }
      return { came: 'brought', events: await keepHour(of.kept, hour, { market, token }) }
    } finally {
      await hour.close()
    }
  } finally {
    rmSync(scratch, { force: true })
  }
}
