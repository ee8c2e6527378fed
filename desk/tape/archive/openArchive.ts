import { basename } from 'node:path'
import { counted } from '../../../shared/domain/counted.ts'
import { InputError } from '../../../shared/domain/inputError.ts'
import { ChannelTape } from '../channel/channelTape.ts'
import { datedMs } from '../dating.ts'
import { recordedSource } from '../recordedSource.ts'
import type { MarketFacts, RecordedEvent, RecordedFacts, RecordingChoice } from '../recording.ts'
import type { TapeSource } from '../tapeSource.ts'
import type { ReceivedEvent } from './hourEvents.ts'
import { hourOfName } from './hourOfName.ts'

const HOUR_MS = 3_600_000

/** One hour of the archive, wherever its rows are. */
export interface ArchiveInput {
  readonly name: string
  /** @throws InputError */
  open(market: string): Promise<OpenedHour>
  /** The market of a token, lower case; null where the hour has no row of it. @throws InputError */
  marketOf(token: string): Promise<string | null>
}

/** What an hour contains of one market. */
export interface OpenedHour {
  readonly tokens: readonly string[]
  /** Of the token, and the trades of its complement. @throws InputError */
  events(of: { readonly token: string; readonly other: string | null }): AsyncGenerator<ReceivedEvent>
  close(): Promise<void>
}

export interface ArchiveProgress {
  readonly hour: number
  readonly of: number
  readonly name: string
  readonly events: number
}

export interface ArchiveOptions extends RecordingChoice {
  readonly facts: MarketFacts
  /** Called after each hour of a reading. */
  readonly onHour?: (progress: ArchiveProgress) => void
}

/**
 * One token's tape out of hours of the public archive. The hours are put in the order of their names; where one is
 * missing between two a gap is marked, and the book is known again with its next snapshot.
 * @throws InputError where nothing is found, or several tokens and none is chosen.
 */
export async function openArchive(
  inputs: readonly ArchiveInput[],
  options: ArchiveOptions,
): Promise<TapeSource> {
  const hours = new Hours(inOrder(inputs))
  const facts = await choose(hours, options)
  const [first, last] = [hours.inputs[0]?.name ?? '', hours.inputs.at(-1)?.name ?? '']
  const file = hours.inputs.length === 1 ? first : `${first} to ${basename(last)}`
  const names = hours.inputs.length === 1 ? basename(first) : `${basename(first)} to ${basename(last)}`
  return recordedSource(
    { facts, events: () => eventsOf(hours, facts, options.onHour ?? (() => {})) },
    { file, format: 'archive', source: `archive ${names}`.slice(0, 300), given: options.facts },
  )
}

interface Input {
  readonly input: ArchiveInput
  readonly name: string
  readonly hourMs: number | null
}

function inOrder(inputs: readonly ArchiveInput[]): readonly Input[] {
  const known = inputs.map((input) => ({ input, name: input.name, hourMs: hourOfName(input.name) }))
  if (known.some(({ hourMs }) => hourMs === null)) return known
  const sorted = known.toSorted((a, b) => (a.hourMs ?? 0) - (b.hourMs ?? 0))
  for (const [index, { name, hourMs }] of sorted.entries()) {
    if (sorted[index - 1]?.hourMs !== hourMs) continue
    throw new InputError({ file: name, what: 'its hour is listed twice', remedy: 'List it once.' })
  }
  return sorted
}

/** Keeps an hour open from when its tokens are looked at until its events have been read. */
class Hours {
  readonly inputs: readonly Input[]
  private readonly opened = new Map<number, OpenedHour>()

  constructor(inputs: readonly Input[]) {
    this.inputs = inputs
  }

  async open(index: number, market: string): Promise<OpenedHour> {
    const hour = this.opened.get(index) ?? (await (this.inputs[index] as Input).input.open(market))
    this.opened.set(index, hour)
    return hour
  }

  async close(index: number): Promise<void> {
    await this.opened.get(index)?.close()
    this.opened.delete(index)
  }

  /** The market that a token belongs to; null where no hour has the token. */
  async marketOf(token: string): Promise<string | null> {
    for (const { input } of this.inputs) {
      const market = await input.marketOf(token)
      if (market !== null) return market
    }
    return null
  }
}

async function choose(hours: Hours, { market, token }: ArchiveOptions): Promise<RecordedFacts> {
  const file = hours.inputs[0]?.name ?? 'archive'
  const refused = (what: string, remedy: string): InputError => new InputError({ file, what, remedy })
  if (market === undefined && token === undefined) {
    throw refused(
      'it holds every market of the venue',
      'Choose one with --market, and the outcome with --token.',
    )
  }
  const nothing = (of: string): InputError =>
    refused(`no row in ${counted(hours.inputs.length, 'hour')} is of ${of}`, 'Check the id and the hours.')
  const found = market ?? (await hours.marketOf(token ?? ''))
  if (found === null) throw nothing(`token ${token}`)
  const tokens = new Set<string>()
  for (const index of hours.inputs.keys()) {
    for (const each of (await hours.open(index, found)).tokens) tokens.add(each)
    // Two tokens are all that a market has.
    if (tokens.size >= 2) break
  }
  if (tokens.size === 0) throw nothing(`market ${found}`)
  if (token === undefined)
    throw refused(`the market has tokens ${[...tokens].join(' and ')}`, 'Choose one with --token.')
  if (!tokens.has(token)) {
    throw refused(
      `the market has tokens ${[...tokens].join(' and ')}, not ${token}`,
      'Choose one of these with --token.',
    )
  }
  const [other, ...more] = [...tokens].filter((each) => each !== token)
  const complement = more.length === 0 ? (other ?? '0') : '0'
  const question = `Market ${found}`
  return { market: found, tokens: [token, complement], outcomes: ['Yes', 'No'], question, endMs: null }
}

async function* eventsOf(
  hours: Hours,
  { market, tokens: [token, complement] }: RecordedFacts,
  onHour: (progress: ArchiveProgress) => void,
): AsyncGenerator<RecordedEvent> {
  const other = complement === '0' ? null : complement
  const tape = new ChannelTape({ token, other, infersTrades: false })
  let [lastMs, hourMs]: [number, number | null] = [0, null]
  let events = 0
  for (const [index, input] of hours.inputs.entries()) {
    const isMissing = hourMs !== null && input.hourMs !== null && input.hourMs - hourMs > HOUR_MS
    if (isMissing && lastMs > 0) yield { line: 0, event: tape.gap(lastMs) }
    hourMs = input.hourMs
    const hour = await hours.open(index, market ?? '')
    for await (const { row, receivedMs, event } of hour.events({ token, other })) {
      const atMs = datedMs(event.stampMs, receivedMs)
      for (const taken of tape.take(event, atMs)) {
        lastMs = Math.max(lastMs, atMs)
        events += 1
        yield { line: row, event: taken }
      }
    }
    await hours.close(index)
    onHour({ hour: index + 1, of: hours.inputs.length, name: input.name, events })
  }
}
