import type { Command } from 'commander'
import { systemClock } from '../../functions/systemClock.ts'
import { parseConfigFile, readJsonFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems, showValue } from '../../shared/config/problem.ts'
import { counted } from '../../shared/domain/counted.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { isObject } from '../../shared/domain/jsonObject.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { editedJson, type JsonEdit } from '../terminal/editedJson.ts'
import { withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { readWritable, replaceFile } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type HostOptions, publicVenue } from './hosts.ts'
import { marketNamed } from './marketNamed.ts'
import { tokenNamed } from './outcomeNamed.ts'

interface IdsOptions extends Omit<HostOptions, 'config'>, YesOption {
  readonly config: string
  readonly json?: true
}

/** A market of the file that is named by a person's words, and what the venue calls it. */
interface Named {
  readonly index: number
  readonly said: string
  readonly found: CatalogueMarket
  readonly nth: 0 | 1
}

/** The bot never looks a name up while it trades: the ids that a person has seen stand in the file. */
export const addIds = (program: Command, act: Act): void => {
  withYes(program.command('ids'))
    .description('write the ids of the markets that a configuration names by address, slug or words')
    .requiredOption('--config <file>', 'your configuration')
    .option('--host <url>', 'the order book’s API')
    .option('--gamma <url>', 'the catalogue’s API')
    .option('--data <url>', 'the Data API')
    .option('--json', 'print one line of JSON')
    .action(act(run))
}

async function run({ config: file, ...options }: IdsOptions): Promise<CommandResult> {
  const text = readWritable(file)
  const { hosts } = publicVenue({ ...hostsIn(text), ...options })
  const named = await namedIn(text, createCatalogue({ ...hosts, clock: systemClock }))
  const json = {
    markets: named.map(({ index, found, nth }) => ({
      index,
      market: found.market,
      token: found.tokens[nth],
      question: found.question,
      outcome: found.outcomes[nth],
    })),
  }
  if (named.length === 0) return succeeded(`${file}: every market is named by its ids`, json)
  const lines = named.map(
    ({ index, said, found, nth }) =>
      `markets[${index}]: "${said}" is ${found.question} – ${found.outcomes[nth]}, market ${found.market}, token ${found.tokens[nth]}`,
  )
  if (options.yes !== true) {
    return unconfirmed([`would write into ${file}`, ...lines].join('\n'), json)
  }
  const edited = editedJson(text, named.flatMap(editsOf))
  replaceFile(file, edited)
  const parsed = parseConfigFile(edited)
  const left = parsed.ok ? [] : ['still to correct:', formatConfigProblems(parsed.problems)]
  const done = `wrote the ids of ${counted(named.length, 'market')} into ${file}`
  return succeeded([done, ...lines, ...left].join('\n'), json)
}

/** Where the file says that the venue is; what is wrong with that is said by the rules for the whole file. */
function hostsIn(text: string): Omit<HostOptions, 'config'> {
  const read = readJsonFile(text)
  const said = read.ok && isObject(read.json) ? read.json['hosts'] : null
  const at = (name: string, of: 'host' | 'gamma' | 'data') => {
    const url = isObject(said) ? said[name] : null
    return typeof url === 'string' && URL.canParse(url) ? { [of]: url } : {}
  }
  return { ...at('clob', 'host'), ...at('gamma', 'gamma'), ...at('data', 'data') }
}

/** One by one: a person may have to choose. */
async function namedIn(text: string, catalogue: Catalogue): Promise<readonly Named[]> {
  const read = readJsonFile(text)
  if (!read.ok) {
    const { path: field, value, remedy } = read.problem
    throw new InputError({ field, value, remedy })
  }
  const markets = isObject(read.json) ? read.json['markets'] : undefined
  if (!Array.isArray(markets)) {
    throw new InputError({ field: 'markets', value: showValue(markets), remedy: 'use a list of markets' })
  }
  const named: Named[] = []
  for (const [index, entry] of markets.entries()) {
    const of = isObject(entry) ? entry : {}
    const said = of['market']
    if (typeof said !== 'string' || (isId(said) && isToken(of['token']))) continue
    const found = await marketNamed(`markets[${index}].market`, said, catalogue)
    named.push({ index, said, found, nth: outcomeOf(index, of, found) })
  }
  return named
}

const isId = (text: string): boolean => /^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/.test(text)
const isToken = (token: unknown): boolean => typeof token === 'string' && /^\d+$/.test(token)

/** By its token or name where either is written. @throws InputError where it is not, and for a market that has ended. */
function outcomeOf(index: number, entry: Readonly<Record<string, unknown>>, found: CatalogueMarket): 0 | 1 {
  if (found.closed) {
    const remedy = 'this market has ended: remove it'
    throw new InputError({ field: `markets[${index}].market`, value: found.question, remedy })
  }
  const said = [entry['token'], entry['outcome']].find((each) => typeof each === 'string')
  if (typeof said !== 'string') {
    const [first, second] = found.outcomes
    const remedy = `state which outcome of "${found.question}" to quote: "${first}" or "${second}"`
    throw new InputError({ field: `markets[${index}].outcome`, value: 'missing', remedy })
  }
  return found.tokens.indexOf(tokenNamed(found, said)) === 0 ? 0 : 1
}

const editsOf = ({ index, found, nth }: Named): readonly JsonEdit[] =>
  Object.entries({
    market: found.market,
    token: found.tokens[nth],
    question: found.question,
    outcome: found.outcomes[nth],
  }).map(([name, value]) => ({ path: ['markets', index, name], value }))
