import type { Command } from 'commander'
import { marketLabel, withMarketLabels } from '../../shared/config/marketLabel.ts'
import { type ControlItem, isArmed, isRunning } from '../../shared/domain/control.ts'
import { isItemOf } from '../../shared/engine/isItemOf.ts'
import { formatProblem, problemsOf } from '../../shared/operator/finding.ts'
import { resumeBar } from '../../shared/operator/resumeBar.ts'
import type { MarketItem } from '../../shared/ports/store.ts'
import { stuckIn, stuckJson, stuckText } from '../account/stuckText.ts'
import type { BotFolder, Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import { type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type Bars, describeControl, describeMarket, isStopOver, marketText } from './describeBot.ts'
import { describePaper } from './describePaper.ts'
import { describeTotals, totalsText } from './describeTotals.ts'
import { lookAtListeners } from './listeners.ts'
import { recentRequests, requestsLine } from './recentRequests.ts'
import { recentTicks } from './recentTicks.ts'
import { alarmsBar, readStopAlarms } from './stopAlarms.ts'

interface StatusOptions extends StackOptions {
  readonly market?: string
}

export const addStatus = (program: Command, act: Act): void => {
  withBot(program.command('status'))
    .description('show phase, mode, position, orders, exposure, last ticks, and why the bot is halted')
    .option('--market <id>', 'only this market, by id, address, slug or words')
    .action(act(connected(status)))
}

async function status(connection: Connection, options: StatusOptions): Promise<CommandResult> {
  const { store, config, clock } = connection
  const only = await onlyMarket(options, config)
  const [control, items, waiting, alarms, ticks, requests, paper] = await Promise.all([
    store.control(),
    store.marketItems(),
    store.waits(),
    readStopAlarms(connection),
    recentTicks(connection, only),
    recentRequests(connection),
    config.stage === 'paper' ? describePaper(connection, config) : [],
  ])
  if (!control.ok) return failed(`the control item cannot be read: ${control.unknown}`)
  if (!items.ok) return failed(`the market items cannot be read: ${items.unknown}`)
  const nowMs = clock.nowMs()
  const over = isStopOver(control.value, items.value)
  const waitOf = (item: MarketItem) =>
    (waiting.ok ? waiting.value.find((each) => isItemOf(item, each))?.wait : undefined) ?? null
  const shown = items.value.filter(({ market }) => only === null || market === only)
  const markets = shown.map((item) => describeMarket(item, control.value, config.stack, nowMs, waitOf(item)))
  const labels = shown.map((item) => nameOf(item, items.value, config))
  const totals = describeTotals(shown, config.stack, nowMs)
  const stuck = stuckIn(shown, nowMs)
  const running = isRunning(control.value)
  const silent = alarms.ok && running && alarms.value.some((alarm) => !alarm.enabled)
  const text = [
    withMarketLabels(
      config,
      describeControl(
        control.value,
        over,
        config.stack,
        await barsOf(connection, { control: control.value, items: items.value, alarms }),
      ),
    ),
    ...paper,
    ...totalsText(totals, labels),
    ...(markets.length === 0
      ? [
          only === null
            ? 'no market has been ticked yet'
            : `${marketLabel(config, only)} has not been ticked yet`,
        ]
      : markets.map((m, index) => marketText(m, labels[index] ?? m.market))),
    ...stuckText(stuck, {
      items: shown,
      accountMicros: config.stack.accountMicros,
      labelOf: (market) => marketLabel(config, market),
    }),
    connection.folder === null ? alarmLine(alarms, silent) : runLine(connection.folder),
    requestsLine(requests),
    ticks.ok
      ? `last ticks\n${ticks.value.map((line) => `  ${line}`).join('\n') || '  none in the last minutes'}`
      : `last ticks: not known (${ticks.unknown})`,
  ].join('\n')
  const json = {
    stage: config.stage,
    running,
    control: control.value,
    stopDone: over,
    totals,
    markets,
    stuck: stuckJson(stuck),
    alarms: alarms.ok ? alarms.value : null,
    requests: requests.ok ? requests.value : null,
    ticks: ticks.ok ? ticks.value : null,
  }
  return silent ? failed(text, json) : succeeded(text, json)
}

/** The outcome's label, with the whole token where both outcomes have an item: a command may ask for it. */
function nameOf(
  { market, tokenId }: MarketItem,
  all: readonly MarketItem[],
  config: Connection['config'],
): string {
  if (tokenId === null) return marketLabel(config, market)
  const isOne = all.filter((each) => each.market === market).length < 2
  return `${marketLabel(config, { market, tokenId })}${isOne ? '' : `, token ${tokenId}`}`
}

/** What "resume" and "arm" look at before they write anything. */
async function barsOf(
  connection: Connection,
  of: {
    readonly control: ControlItem
    readonly items: readonly MarketItem[]
    readonly alarms: Awaited<ReturnType<typeof readStopAlarms>>
  },
): Promise<Bars> {
  if (connection.folder !== null) return { resume: resumeBar(of.items), arm: null }
  const alarm = alarmsBar(of.alarms)
  const resume = alarm ?? resumeBar(of.items)
  // A table alone has neither alarms nor listeners.
  if (connection.deployment === null) return { resume, arm: null }
  if (alarm !== null || isArmed(of.control)) return { resume, arm: alarm }
  const [deaf] = problemsOf(await lookAtListeners(connection, false))
  return { resume, arm: deaf === undefined ? null : formatProblem(deaf) }
}

/** A run on this machine has no alarms: a person watches it. */
const runLine = ({ path, isRunning: runs }: BotFolder): string =>
  runs ? `run: under way in ${path}` : `run: none now; "npx bot paper --folder ${quoted(path)}" continues it`

function alarmLine(alarms: Awaited<ReturnType<typeof readStopAlarms>>, silent: boolean): string {
  if (!alarms.ok) return `STOP alarms: not known (${alarms.unknown})`
  const active = alarms.value.filter(({ inAlarm }) => inAlarm).map(({ name }) => name)
  const how = active.length === 0 ? 'none active' : `active: ${active.join(', ')}`
  return `STOP alarms: ${alarms.value.length}, ${how}${silent ? '; some are OFF although the bot runs: "npx cdk deploy --revert-drift -c config=FILE"' : ''}`
}
