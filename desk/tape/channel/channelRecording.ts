import { basename } from 'node:path'
import { InputError } from '../../../shared/domain/inputError.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import type {
  OpenedRecording,
  RecordedEvent,
  RecordedFacts,
  RecordingChoice,
  RecordingFormat,
} from '../recording.ts'
import { ChannelTape } from './channelTape.ts'

/** One event of the channel and its place in its file. */
export interface ChannelMessage {
  readonly line: number
  /** Condition id; where a recording states none, whatever else distinguishes its markets. */
  readonly market: string
  /** What the market is called. */
  readonly name: string
  readonly event: ChannelEvent
}

/** A recording that mentions more is not read through for their tokens. */
const MAX_MARKETS = 100_000
/** Tokens named to somebody who has to choose one. */
const NAMED_TOKENS = 6

/**
 * A recording of the raw market channel, of one market or of many, as one token's tape. It is read through once before,
 * for its tokens and whether it has exact trades.
 */
export function channelRecording(of: {
  readonly name: string
  readonly recognises: (line: string) => boolean
  /** In the order of the file. @throws InputError */
  readonly messages: (file: string) => AsyncGenerator<ChannelMessage>
}): RecordingFormat {
  return {
    name: of.name,
    recognises: of.recognises,
    async open(file, choice): Promise<OpenedRecording> {
      const chosen = choose(file, await survey(file, of.messages(file)), choice)
      return { facts: chosen.facts, events: () => eventsOf(of.messages(file), chosen) }
    },
  }
}

interface Seen {
  readonly market: string
  name: string
  /** In the order of their first messages. */
  readonly tokens: Set<string>
  hasTrades: boolean
}

/** A fault ends it: the reader of the events gets it, unless nothing is before it. */
async function survey(
  file: string,
  messages: AsyncGenerator<ChannelMessage>,
): Promise<ReadonlyMap<string, Seen>> {
  const seen = new Map<string, Seen>()
  try {
    for await (const { market, name, event, line } of messages) {
      const of = seen.get(market) ?? { market, name, tokens: new Set(), hasTrades: false }
      seen.set(market, of)
      if (seen.size > MAX_MARKETS) {
        const what = `more than ${MAX_MARKETS} markets`
        throw new InputError({ file, at: { line }, what, remedy: 'Split the recording.' })
      }
      for (const asset of event.is === 'resolved' ? event.assets : [event.asset]) of.tokens.add(asset)
      if (event.is === 'trade') of.hasTrades = true
    }
  } catch (error) {
    if (!(error instanceof InputError) || seen.size === 0) throw error
  }
  if (seen.size > 0) return seen
  throw new InputError({ file, what: 'the recording holds no events', remedy: 'Give a whole recording.' })
}

interface Chosen {
  readonly facts: RecordedFacts
  readonly market: string
  readonly other: string | null
  readonly infersTrades: boolean
}

function choose(
  file: string,
  seen: ReadonlyMap<string, Seen>,
  { market, token, outcome }: RecordingChoice,
): Chosen {
  const refused = (what: string, remedy: string): InputError => new InputError({ file, what, remedy })
  const fitting = [...seen.values()].filter(
    (each) =>
      (market === undefined || each.market.toLowerCase() === market) &&
      (token === undefined || each.tokens.has(token)),
  )
  const [found, ...more] = fitting
  const names = [...seen.values()].flatMap(({ tokens }) => [...tokens])
  const listed = `${names.slice(0, NAMED_TOKENS).join(', ')}${names.length > NAMED_TOKENS ? ', ...' : ''}`
  if (found === undefined) {
    const wanted = [
      market === undefined ? [] : `market ${market}`,
      token === undefined ? [] : `token ${token}`,
    ]
    throw refused(
      `it has no events of ${wanted.flat().join(', ')}`,
      `Its tokens are ${listed}: choose one with --token.`,
    )
  }
  if (more.length > 0 || (token === undefined && found.tokens.size > 2)) {
    throw refused(`it has events of ${names.length} tokens`, `Choose one with --token, such as ${listed}.`)
  }
  const tokens = [...found.tokens]
  const own = token ?? tokens[outcome]
  if (own === undefined)
    throw refused(`it has events of one token only, ${listed}`, 'Leave out --second-outcome.')
  const [other, ...further] = tokens.filter((each) => each !== own)
  const complement = further.length === 0 ? (other ?? null) : null
  return {
    facts: {
      market: /^0x[0-9a-f]{64}$/i.test(found.market) ? found.market.toLowerCase() : null,
      // A complement that nothing is informed of has no id here.
      tokens: [own, complement ?? '0'],
      outcomes: tokens.indexOf(own) === 0 ? ['Yes', 'No'] : ['No', 'Yes'],
      question: found.name === '' ? basename(file) : found.name,
      endMs: null,
    },
    market: found.market,
    other: complement,
    infersTrades: !found.hasTrades,
  }
}

async function* eventsOf(
  messages: AsyncGenerator<ChannelMessage>,
  of: Chosen,
): AsyncGenerator<RecordedEvent> {
  const { other, infersTrades } = of
  const tape = new ChannelTape({ token: of.facts.tokens[0], other, infersTrades })
  for await (const { line, market, event } of messages) {
    if (market !== of.market) continue
    for (const taken of tape.take(event, event.stampMs)) yield { line, event: taken }
  }
}
