import type { Command } from 'commander'
import type { AnswerTo, CommandEvent } from '../../functions/commands.ts'
import { labelIn, marketLabel } from '../../shared/config/marketLabel.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type Outcome as MarketOutcome, outcomeKey } from '../../shared/domain/outcome.ts'
import { marketId, tokenId } from '../../shared/domain/units.ts'
import { isItemOf } from '../../shared/engine/isItemOf.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { stackMarket } from '../find/stackMarket.ts'
import { checked } from '../terminal/checked.ts'
import {
  parsePrice,
  type StackOptions,
  withBot,
  withKeys,
  withYes,
  type YesOption,
} from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { askBot, type HereOptions } from './ask.ts'

interface AdoptOptions extends StackOptions, HereOptions, YesOption {
  readonly market?: string
  readonly token?: string
  readonly resolved?: true
  readonly unsettled?: true
  readonly price?: string
  readonly brought?: string
  readonly unreadable?: true
  readonly undecided?: true
}

export const addAdopt = (program: Command, act: Act): void => {
  withYes(withKeys(withBot(program.command('adopt'))))
    .description("while halted: rebuild a market's position from what the venue reports")
    .option('--market <id>', 'by id, address, slug or words (default: the only market)')
    .option('--token <id>', 'the outcome, if both outcomes of the market have an item')
    .option('--resolved', 'book the payout of a resolved market')
    .option('--unsettled', 'settle trades unsettled for 30 minutes by the balance, which may be wrong')
    .option(
      '--price <price>',
      'cost per share of shares that no fill explains',
      checked((text) => parsePrice('--price', text)),
    )
    .option(
      '--brought <price>',
      'the price that each missing share brought: 0.5 if merged, or what you sold it for',
      checked((text) => parsePrice('--brought', text)),
    )
    .option('--unreadable', 'ignore venue records that cannot be read: the balance determines the position')
    .option('--undecided', 'treat orders past their expiry as dead without proof; check at the venue first')
    .option('--here', 'run on this machine instead of the deployed function')
    .action(act(connected(run)))
}

const ORDER_RISK =
  '; an order that is written off counts as dead. If it fills after all, the fill is booked as late,  ' +
  'or shows as a balance that no fill explains'

const RISK =
  'a trade that has not settled counts as settled if the balance includes its shares, as failed if not. ' +
  'If the venue reports it the other way later, that is a STOP, and you adopt again'

async function run(connection: Connection, options: AdoptOptions): Promise<CommandResult> {
  const found = await findOutcome(connection, options)
  if (typeof found === 'string') return failed(found)
  const priceMicros = options.price === undefined ? null : parsePrice('--price', options.price)
  const resolved = options.resolved === true
  const unsettled = options.unsettled === true
  const label = marketLabel(connection.config, marketId(found.market))
  const would = resolved ? `book the payout of ${label}` : `rebuild the position of ${label} from the venue`
  // A fill in such a record is counted by nobody: only its shares are, as part of the balance.
  const rowRisk = options.unreadable
    ? '; records that cannot be read are ignored from now on, whatever they contain'
    : ''
  const orderRisk = options.undecided === true ? ORDER_RISK : ''
  const risk = `${rowRisk}${orderRisk}${unsettled ? `; ${RISK}` : ''}`
  if (options.yes !== true) return unconfirmed(`would ${would}; its legs and orders go to the ledger${risk}`)
  const answer = await askToAdopt(connection, options, {
    ...found,
    resolved,
    unsettled,
    priceMicros,
    ...(options.brought === undefined ? {} : { broughtMicros: parsePrice('--brought', options.brought) }),
    ...(options.unreadable === undefined ? {} : { unreadable: options.unreadable }),
    ...(options.undecided === undefined ? {} : { undecided: options.undecided }),
  })
  if (answer.is === 'refused') return failed(`not adopted: ${answer.why}`, { refused: answer.why })

  const items = await connection.store.marketItems()
  const adopted = { market: marketId(found.market), tokenId: tokenId(found.token) }
  const state = items.ok ? items.value.find((item) => isItemOf(item, adopted))?.state : undefined
  const shares = formatMicros(answer.sharesMicros)
  if (state == null || state.lost !== undefined)
    return failed('the check afterwards shows another state: see "npx bot status"')
  return succeeded(`${label}: ${answer.phase}, ${shares} shares; "npx bot resume SEQ" ends the halt`, {
    market: found.market,
    phase: answer.phase,
    shares,
  })
}

type AdoptEvent = Extract<CommandEvent, { command: 'adopt' }>

/** Until a long history is read whole. */
export const askToAdopt = (
  connection: Connection,
  options: HereOptions,
  event: Omit<AdoptEvent, 'command'>,
): Promise<AnswerTo<AdoptEvent>> =>
  untilRead(() => askBot(connection, options, { command: 'adopt', ...event }))

/** Each attempt reads as much of a long history as its time allows: a hundred are more than any needs. */
const MAX_ATTEMPTS = 100

async function untilRead<T extends object>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; attempts < MAX_ATTEMPTS; attempts += 1) {
    const answer = await attempt()
    if (!('reading' in answer)) return answer
    if ('why' in answer) say(String(answer.why))
  }
  return attempt()
}

/** An outcome that left the configuration is known by its item alone; one that holds nothing is not meant. */
async function findOutcome(
  { config, store }: Connection,
  named: Pick<AdoptOptions, 'market' | 'token'>,
): Promise<{ readonly market: string; readonly token: string } | string> {
  const configured = config.stack.markets
  const [only] = configured
  if (
    named.market === undefined &&
    (only === undefined || configured.some((each) => each.market !== only.market))
  )
    throw wrongValue('--market', 'missing', 'there are several: choose one with --market')
  const market =
    named.market === undefined ? only?.market : await stackMarket('--market', named.market, config)
  const items = await store.marketItems()
  if (!items.ok) return `the market items cannot be read: ${items.unknown}`
  const stored = items.value.flatMap(({ state }) =>
    state === null || state.market !== market ? [] : [state],
  )
  const meant = stored.filter((state) => state.lost !== undefined || !isEmpty(state))
  const known = [...configured.filter((each) => each.market === market), ...meant]
  const here = distinct(known.length === 0 ? stored : known)
  const [found, another] = here.filter(({ tokenId: id }) => named.token === undefined || id === named.token)
  if (found === undefined) {
    const [field, value] = here.length === 0 ? ['--market', named.market] : ['--token', named.token]
    throw wrongValue(field, value ?? '', 'neither configured nor in the table')
  }
  if (another !== undefined)
    throw wrongValue(
      '--token',
      'missing',
      `both outcomes have an item: choose ${here.map((each) => tokenInWords(config, each)).join(' or ')} with --token`,
    )
  return { market: found.market, token: found.tokenId }
}

/** Nobody sees in an id of 77 digits which outcome it is. */
function tokenInWords(config: Connection['config'], of: MarketOutcome): string {
  const label = labelIn(config, of)
  return label === null ? of.tokenId : `${of.tokenId} (${label})`
}

const distinct = (outcomes: readonly MarketOutcome[]): readonly MarketOutcome[] => [
  ...new Map(outcomes.map((each) => [outcomeKey(each), each])).values(),
]
