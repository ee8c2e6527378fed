import type { Command } from 'commander'
import { marketLabel } from '../../shared/config/marketLabel.ts'
import { isMarketDrained } from '../../shared/domain/control.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { drain, drainMarket } from '../../shared/operator/operator.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { stackMarket } from '../find/stackMarket.ts'
import { type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { idleWords } from './idleRun.ts'
import { operatorPorts } from './operatorPorts.ts'

interface DrainOptions extends StackOptions {
  readonly market?: string
  readonly off?: true
}

export const addDrain = (program: Command, act: Act): void => {
  withBot(program.command('drain'))
    .description('stop entries, keep exits; once every position is sold, the bot disarms itself')
    .option(
      '--market <id>',
      'only this market, by id, address, slug or words; the others trade on, and the bot stays armed',
    )
    .option('--off', 'cancel the drain')
    .action(
      act(
        connected((connection, options: DrainOptions) =>
          options.market === undefined
            ? drainAll(connection, options.off !== true)
            : drainOne(connection, options.market, options.off !== true),
        ),
      ),
    )
}

const SEE_STATUS = 'the check afterwards shows another state: see "npx bot status"'

export async function drainAll(connection: Connection, on: boolean): Promise<CommandResult> {
  const done = await drain(operatorPorts(connection), on)
  if (done.is === 'refused') return failed(`not done: ${done.why}`, { refused: done.why })
  const control = await connection.store.control()
  if (!control.ok || control.value === 'absent' || control.value.drain !== on) return failed(SEE_STATUS)
  const text = on ? 'draining: no entries; it disarms itself once nothing is held' : 'the drain is cancelled'
  return succeeded(`${text}${idleWords(connection)}`, { drain: on })
}

async function drainOne(connection: Connection, named: string, on: boolean): Promise<CommandResult> {
  const { config, store } = connection
  const market = await stackMarket('--market', named, config)
  const label = marketLabel(config, market)
  const why = on ? await notOurs(connection, market) : null
  if (why !== null) return failed(`not done: ${label} ${why}`, { market, refused: why })
  const done = await drainMarket(operatorPorts(connection), market, on)
  if (done.is === 'refused') return failed(`not done: ${done.why}`, { market, refused: done.why })
  const control = await store.control()
  if (!control.ok || isMarketDrained(control.value, market) !== on) return failed(SEE_STATUS, { market })
  return succeeded(
    `${on ? drainingText(label) : offText(connection, market, label)}${idleWords(connection)}`,
    { market, drain: on },
  )
}

/** Why this market cannot be drained; null: it is traded, or holds something. */
async function notOurs({ config, store }: Connection, market: MarketId): Promise<string | null> {
  if (config.stack.markets.some((each) => each.market === market)) return null
  const items = await store.marketItems()
  if (!items.ok) return `is not in the configuration, and the market items cannot be read: ${items.unknown}`
  return items.value.some((item) => item.market === market)
    ? null
    : 'is not a market of this bot: nothing is traded there'
}

const drainingText = (label: string): string =>
  [
    `draining ${label}: no entries, and the position is sold in the usual way; the other markets trade on`,
    'once "npx bot status" says that it is drained, remove it from the configuration, then deploy (on this machine: start it again)',
  ].join('\n')

function offText({ config }: Connection, market: MarketId, label: string): string {
  const settings = config.stack.markets.filter((each) => each.market === market)
  const said = `the drain of ${label} is cancelled`
  if (settings.length === 0) return `${said}; it is not in the configuration, so it has no entries`
  return settings.every(({ entries }) => entries)
    ? said
    : `${said}; the configuration still says "entries": false`
}
