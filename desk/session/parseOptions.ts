import { readFileSync } from 'node:fs'
import { MAX_MARKETS } from '../../shared/config/parseConfig.ts'
import { readJsonFile } from '../../shared/config/parseConfigFile.ts'
import { stackSettings } from '../../shared/config/stackSettings.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isDay } from '../../shared/domain/isDay.ts'
import { parseTimeSpan } from '../../shared/domain/timeSpan.ts'
import { MAX_SEED, parseWhole } from '../../shared/domain/wholeNumber.ts'
import { SYNTHETIC_KINDS, type SyntheticKind } from '../tape/feed/syntheticKinds.ts'
import type { SessionMarket, SessionOptions } from './sessionOptions.ts'

/** The options as the command line has them: text, or absent. */
export interface RawOptions {
  readonly seed?: string
  readonly hours?: string
  readonly market?: string
  readonly markets?: string
  readonly outcomes?: string
  readonly tape?: string
  readonly gameStart?: string
  readonly cadence?: string
  readonly config?: string
  readonly entry?: string
  readonly crowd?: string
  readonly haltAt?: string
  readonly injectPosition?: string
}

const HOUR_MS = 3_600_000
const MAX_HOURS = 72
/** An invocation is a minute: less than one is not a session. */
const MIN_HOURS = 0.05
const MAX_CONFIG_CHARS = 100_000
/** Ten dollars buy the smallest order at any price up to 1. */
const MIN_ENTRY_USDC = 10
const MAX_ENTRY_USDC = 50_000
const MAX_CROWD = 1_000

/**
 * Checks what the user typed, before anything is started. Ids and amounts inside a configuration are its schema's
 * to judge.
 * @throws InputError
 */
export function parseOptions(raw: RawOptions): SessionOptions {
  requireAgreement(raw)
  return {
    seed: parseWhole('--seed', raw.seed ?? '1', { least: 0, most: MAX_SEED }),
    market: parseMarket(raw),
    durationMs: raw.hours === undefined ? null : parseHours(raw.hours),
    gameStartMs: parseGameStart(raw),
    cadenceSeconds: raw.cadence === undefined ? null : parseCadence(raw.cadence),
    ...parseMarkets(raw),
    ...parseEntry(raw),
    ...parseCrowd(raw),
    config: raw.config === undefined ? null : readConfig(raw.config),
    haltAtMs: raw.haltAt === undefined ? null : parseTimeSpan('--halt-at', raw.haltAt),
    injectAtMs:
      raw.injectPosition === undefined ? null : parseTimeSpan('--inject-position', raw.injectPosition),
  }
}

/** What another option decides already, and how. */
const DECIDED = [
  { option: 'market', by: 'tape', how: '--tape is the market' },
  { option: 'markets', by: 'config', how: '--config says which markets and outcomes are traded' },
  { option: 'outcomes', by: 'config', how: '--config says which markets and outcomes are traded' },
  { option: 'markets', by: 'tape', how: 'a tape is one market' },
  { option: 'entry', by: 'config', how: '--config says what an entry costs' },
  { option: 'crowd', by: 'tape', how: 'the crowd of a tape is as recorded' },
] as const

function requireAgreement(raw: RawOptions): void {
  for (const { option, by, how } of DECIDED) {
    const value = raw[option]
    if (value === undefined || raw[by] === undefined) continue
    throw wrongValue(`--${option}`, value, `leave it out: ${how}`)
  }
}

function parseHours(text: string): number {
  const hours = Number(text)
  const isDecimal = /^\d{1,2}(\.\d{1,3})?$/.test(text)
  if (isDecimal && hours >= MIN_HOURS && hours <= MAX_HOURS) return Math.round(hours * HOUR_MS)
  throw wrongValue('--hours', text, `use hours from ${MIN_HOURS} to ${MAX_HOURS}, such as 8 or 0.5`)
}

function parseMarket(raw: RawOptions): SessionMarket {
  if (raw.tape !== undefined) return { from: 'tape', file: raw.tape }
  const kind = raw.market ?? 'calm'
  if (isKind(kind)) return { from: 'seed', kind }
  throw wrongValue('--market', kind, `use one of ${SYNTHETIC_KINDS.join(', ')}`)
}

const isKind = (text: string): text is SyntheticKind => SYNTHETIC_KINDS.some((kind) => kind === text)

function parseGameStart(raw: RawOptions): number | null {
  const { gameStart: text } = raw
  if (text === undefined) return null
  const field = '--game-start'
  if (raw.tape === undefined) {
    throw wrongValue(field, text, 'leave it out: it belongs to --tape; use --market gamestart')
  }
  const atMs = Date.parse(text)
  // Without a zone Date.parse would take this machine's.
  if (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text) &&
    Number.isSafeInteger(atMs) &&
    isDay(text.slice(0, 10))
  )
    return atMs
  throw wrongValue(field, text, 'use UTC such as 2025-06-25T01:38:00Z')
}

function parseMarkets({ markets, outcomes }: RawOptions): Pick<SessionOptions, 'markets' | 'outcomes'> {
  if (outcomes !== undefined && outcomes !== 'one' && outcomes !== 'both') {
    throw wrongValue('--outcomes', outcomes, 'use one or both')
  }
  const most = outcomes === 'both' ? MAX_MARKETS / 2 : MAX_MARKETS
  const remedy = `use a whole number from 1 to ${most}: a stack has at most ${MAX_MARKETS} outcomes`
  return {
    ...(markets === undefined
      ? {}
      : { markets: parseWhole('--markets', markets, { least: 1, most, remedy }) }),
    ...(outcomes === undefined ? {} : { outcomes }),
  }
}

function parseEntry({ entry }: RawOptions): Pick<SessionOptions, 'entryUsdc'> {
  if (entry === undefined) return {}
  const remedy = `use whole dollars from ${MIN_ENTRY_USDC} to ${MAX_ENTRY_USDC}`
  return { entryUsdc: parseWhole('--entry', entry, { least: MIN_ENTRY_USDC, most: MAX_ENTRY_USDC, remedy }) }
}

const parseCrowd = ({ crowd }: RawOptions): Pick<SessionOptions, 'crowd'> =>
  crowd === undefined ? {} : { crowd: parseWhole('--crowd', crowd, { least: 1, most: MAX_CROWD }) }

/** The setting's own bounds. */
function parseCadence(text: string): number | 'once' {
  const reading = stackSettings.cadenceMs.read(text)
  if (!reading.ok) throw wrongValue('--cadence', text, reading.remedy)
  return reading.value === null ? 'once' : reading.value / 1_000
}

function readConfig(file: string): unknown {
  const field = '--config'
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    const remedy = code === 'ENOENT' ? 'there is no such file: give its path' : `it cannot be read (${code})`
    throw wrongValue(field, file, remedy)
  }
  if (text.length > MAX_CONFIG_CHARS) {
    throw wrongValue(field, file, `${text.length} characters are too many: is it the right file?`)
  }
  const read = readJsonFile(text)
  if (read.ok) return read.json
  const { value, remedy } = read.problem
  throw wrongValue(field, file, `it is ${value}: ${remedy}`)
}
