import type { Command } from 'commander'
import { marketLabel } from '../../shared/config/marketLabel.ts'
import type { FlattenRequest } from '../../shared/domain/control.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import type { StackSettings } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { confirmedMicros } from '../../shared/machine/inventory.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { flatten } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { stackMarket } from '../find/stackMarket.ts'
import { checked } from '../terminal/checked.ts'
import {
  parsePrice,
  parseSeq,
  type StackOptions,
  withBot,
  withYes,
  type YesOption,
} from '../terminal/options.ts'
import { type CommandResult, failed, succeeded, unconfirmed } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { idleWords } from './idleRun.ts'
import { operatorPorts } from './operatorPorts.ts'

interface FlattenOptions extends StackOptions, YesOption {
  readonly floor?: string
  readonly market?: readonly string[]
}

export const addFlatten = (program: Command, act: Act): void => {
  withYes(withBot(program.command('flatten')))
    .description(
      'once a STOP is done: let the ticks sell the position, to bids no further below the mid than takerSlippageCents',
    )
    .argument('<seq>', 'the number of the STOP, as "npx bot status" shows it', checked(parseSeq))
    .option(
      '--floor <price>',
      'the lowest price of a share, such as 0.30: also sells below exitFloor, and while the book is not believed',
      checked((text) => parsePrice('--floor', text)),
    )
    .option(
      '--market <id...>',
      'only these markets, by id, address, slug or words (default: all that hold something)',
    )
    .action(act(connected(run)))
}

/** One by one: a person may have to choose. */
async function onlyOf(
  { config }: Connection,
  { market }: FlattenOptions,
): Promise<readonly MarketId[] | null> {
  if (market === undefined) return null
  const markets: MarketId[] = []
  for (const text of market) markets.push(await stackMarket('--market', text, config))
  return markets
}

async function run(connection: Connection, given: string, options: FlattenOptions): Promise<CommandResult> {
  const { store, config } = connection
  const seq = parseSeq(given)
  const floor = options.floor === undefined ? {} : { floorMicros: parsePrice('--floor', options.floor) }
  const only = await onlyOf(connection, options)
  const items = await store.marketItems()
  if (!items.ok) return failed(`the market items cannot be read: ${items.unknown}`)
  const held = items.value.flatMap(({ market, state }) =>
    state === null || isEmpty(state) || (only !== null && !only.includes(market)) ? [] : [state],
  )
  if (held.length === 0) return failed('nothing is held that could be sold', { markets: [] })
  const what = held.map(
    (state) => `${formatMicros(confirmedMicros(state))} shares of ${marketLabel(config, state)}`,
  )
  const would = [
    `sell ${what.join(' and ')} ${priceWords(floor)}`,
    ...held.flatMap((state) => belowExitFloor(floor, state, config.stack)),
  ].join('\n')
  const markets = [...new Set(held.map(({ market }) => market))]
  if (options.yes !== true) return unconfirmed(`would ${would}`, { markets })
  const done = await flatten(operatorPorts(connection), { seq, markets, ...floor })
  if (done.is === 'refused') return failed(`not requested: ${done.why}`, { refused: done.why })
  const control = await store.control()
  const isActive = control.ok && control.value !== 'absent' && control.value.flatten?.seq === seq
  return isActive
    ? succeeded(
        `requested: the ticks will ${would}\n"npx bot status" shows how far they are${idleWords(connection)}`,
        { markets },
      )
    : failed('the check afterwards shows no such request: it may be done already; see "npx bot status"')
}

const priceWords = ({ floorMicros }: Pick<FlattenRequest, 'floorMicros'>): string =>
  floorMicros === undefined
    ? 'to bids no further below the mid than takerSlippageCents'
    : `at ${formatMicros(floorMicros)} or above`

/** The operator's floor holds below the market's too: that must be meant. */
function belowExitFloor(
  { floorMicros }: Pick<FlattenRequest, 'floorMicros'>,
  state: MarketState,
  { markets }: StackSettings,
): readonly string[] {
  const risk = (markets.find((each) => isSameOutcome(each, state)) ?? state.tradedUnder)?.risk
  if (floorMicros === undefined || risk === undefined || floorMicros >= risk.exitFloorMicros) return []
  const exitFloor = formatMicros(risk.exitFloorMicros)
  return [
    `--floor = ${formatMicros(floorMicros)} is below exitFloor = ${exitFloor} of ${state.market}: lower bids than ${exitFloor} are taken too. ` +
      `To take none, use --floor ${exitFloor}`,
  ]
}
