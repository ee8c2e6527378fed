import type { Command } from 'commander'
import { isResolution } from '../../desk/replay/resolvedPayout.ts'
import { parseOptions } from '../../desk/session/parseOptions.ts'
import { stackSettings } from '../../shared/config/stackSettings.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import { DEFAULT_LATENCY, type Latency } from '../../shared/simulator/latency.ts'
import { choiceOf, marketFactsOf, type TapeFlags } from '../data/tapeOptions.ts'
import { several } from '../terminal/options.ts'

/** A wallet that is nobody's: a replay signs nothing. */
export const REPLAY_WALLET = '0x0000000000000000000000000000000000000001'
const MAX_LATENCY_MS = 30_000
const MAX_SILENCE_SECONDS = 86_400

/** By what the bot trades on a tape. */
export interface ReplayTerms {
  readonly latencyMs: string
  readonly maxSilence: string
  readonly resolved?: readonly string[]
  readonly config?: string
  readonly cadence?: string
}

/** What both a replay and a sweep play tapes by. */
export const playedBy = (options: TapeFlags & ReplayTerms) => ({
  facts: marketFactsOf(options),
  ...choiceOf(options),
  salvage: options.salvage === true,
  latency: parseLatency(options.latencyMs),
  maxSilenceMs: parseSilence(options.maxSilence),
  resolved: parseResolved(options.resolved),
  ...(options.marketFile === undefined ? {} : { marketFile: options.marketFile }),
})

export const configOf = ({
  config,
  cadence,
  outcomes,
}: Pick<ReplayTerms, 'config' | 'cadence'> & { readonly outcomes?: string }) =>
  parseOptions({
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(config === undefined ? {} : { config }),
    ...(cadence === undefined ? {} : { cadence }),
  })

export const withTerms = (command: Command): Command =>
  withLatency(command)
    .option(
      '--resolved <outcome>',
      'how it resolved: yes, no, a price from 0 to 1, or TOKEN=PRICE; may be repeated',
      several,
    )
    .option('--max-silence <seconds>', 'a longer silence counts as a gap', '600')
    .option('--config <file>', 'your configuration; wallet and hosts are not used')
    .option('--cadence <seconds>', `${stackSettings.cadenceMs.bound}: a tick a minute`)

/** One name and one default wherever orders meet a simulated venue: a replay, a sweep, paper. */
export const withLatency = (command: Command): Command =>
  command.option(
    '--latency-ms <book,cancel>',
    'delays until an order is on the book, and until a cancel takes effect',
    `${DEFAULT_LATENCY.book},${DEFAULT_LATENCY.cancel}`,
  )

export function parseLatency(text: string): Latency {
  const [book, cancel] = /^(\d{1,5}),(\d{1,5})$/.exec(text)?.slice(1).map(Number) ?? []
  if (book !== undefined && cancel !== undefined && Math.max(book, cancel) <= MAX_LATENCY_MS) {
    return { book, cancel }
  }
  throw wrongValue('--latency-ms', text, `use two whole numbers up to ${MAX_LATENCY_MS}, such as 300,300`)
}

export function parseSilence(text: string): number {
  const remedy = `use whole seconds from 1 to ${MAX_SILENCE_SECONDS}`
  return parseWhole('--max-silence', text, { least: 1, most: MAX_SILENCE_SECONDS, remedy }) * 1_000
}

export function parseResolved(said: readonly string[] = []): readonly string[] {
  const wrong = said.find((text) => !isResolution(text))
  if (wrong === undefined) return said
  throw wrongValue('--resolved', wrong, 'use yes, no, a price from 0 to 1, or TOKEN=PRICE')
}

const ERASE_LINE = '\r\u001b[2K'

/** A line of progress for a person who looks; a file gets none. */
export function createProgressLine(): { show(text: string): void; end(): void } {
  const isSeen = process.stderr.isTTY === true
  return {
    show: (text) => {
      if (isSeen) process.stderr.write(`${ERASE_LINE}${text}`)
    },
    end: () => {
      if (isSeen) process.stderr.write(ERASE_LINE)
    },
  }
}
