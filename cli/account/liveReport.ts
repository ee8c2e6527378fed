import { DailyRecords } from '../../desk/report/dailyRecords.ts'
import { daysText } from '../../desk/report/daysText.ts'
import { documentOf } from '../../desk/report/documentOf.ts'
import { reportFile } from '../../desk/report/reportFile.ts'
import type { ReplayRun } from '../../desk/report/result.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { createFeed } from '../../functions/paper.ts'
import { labelIn, marketLabel } from '../../shared/config/marketLabel.ts'
import { counted } from '../../shared/domain/counted.ts'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import { epochMs, type MarketId } from '../../shared/domain/units.ts'
import { leftSettings } from '../../shared/engine/leftMarkets.ts'
import type { MarketTrades } from '../../shared/ports/publicFeed.ts'
import type { Connection } from '../aws/connection.ts'
import { auditsOf, readTickFile, readTickLines, type TickLine } from '../aws/tickLines.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import type { KeyOptions } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { type JournalOptions, parsePeriod } from '../terminal/period.ts'
import { say } from '../terminal/say.ts'
import { type Income, readIncome } from './readIncome.ts'
import { stuckIn, stuckText } from './stuckText.ts'

export interface LiveReportOptions extends JournalOptions, KeyOptions {
  readonly report: string
}

/** Read at once: well below what one read of the log takes, for ticks may come early. */
const LINES_AT_ONCE = 15_000
const LONGEST_PIECE_MS = 21_600_000

/**
 * What the running bot did, by day and market, from its own log: the page of the desk, with income other than fills,
 * and what paper would have made of the very orders.
 */
export async function liveReport(connection: Connection, options: LiveReportOptions): Promise<CommandResult> {
  const { config, clock, store } = connection
  const file = reportFile('--report', options.report)
  const period = parsePeriod(options, clock.nowMs())
  const only = await onlyMarket(options, connection.config)
  const records = new DailyRecords({
    cadenceMs: config.stack.cadenceMs,
    settingsOf: (state) =>
      config.stack.markets.find((each) => isSameOutcome(each, state)) ?? leftSettings(config.stack, state),
    labelOf: (outcome) => labelIn(config, outcome) ?? outcome.market,
  })
  const unread = await readTicks(connection, options, period, (line) => {
    for (const record of auditsOf(line)) if (only === null || record.market === only) records.tick(record)
  })
  if (unread !== null) return failed(`the journal cannot be read: ${unread}`)
  const trades = await readTrades(connection, records.markets, period.fromMs)
  const runs = records.finish((market) => trades.known.get(market) ?? null)
  if (runs.length === 0) return failed('no tick in that period')
  const income = await readIncome(connection, options, {
    markets: records.markets,
    fromMs: period.fromMs,
    inPeriod: (atMs) => atMs < period.toMs,
  })
  const items = await store.marketItems()
  const stuck = items.ok
    ? stuckText(stuckIn(items.value, clock.nowMs()), {
        items: items.value,
        accountMicros: config.stack.accountMicros,
        labelOf: (market) => marketLabel(config, market),
      })
    : [`money that is stuck: not known (${items.unknown})`]
  const left =
    records.left === 0
      ? []
      : [`${counted(records.left, 'tick')} of outcomes without known settings are left out`]
  const notes = [...stuck, ...left, ...trades.notes, ...income.notes]
  const earned = config.stage === 'live' ? withIncome(runs, income) : runs
  const result = documentOf('live', earned, notes)
  const { page, json } = await writeReport(file, result)
  const head = `${counted(runs.length, 'day of a market', 'days of markets')}, USDC; docs/report.md explains the columns`
  const text = [head, daysText(result), ...notes, `report: ${page}, its figures: ${json}`].join('\n')
  return succeeded(text, { page, document: json, runs: runs.length, notes })
}

/** null: all were read; else why not. */
async function readTicks(
  connection: Connection,
  { file }: LiveReportOptions,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  take: (line: TickLine) => void,
): Promise<string | null> {
  if (file !== undefined) {
    for (const line of readTickFile(file)) take(line)
    return null
  }
  const pieceMs = pieceOf(connection)
  for (let atMs = fromMs; atMs < toMs; atMs += pieceMs) {
    const endMs = Math.min(toMs, atMs + pieceMs)
    const read = await readTickLines(connection, { fromMs: atMs, toMs: endMs - 1 })
    if (!read.ok) return read.unknown
    for (const line of read.value) take(line)
    say(`read the log until ${new Date(endMs).toISOString()}`)
  }
  return null
}

function pieceOf({ config: { stack } }: Connection): number {
  const eachMs = (stack.cadenceMs ?? MINUTE_MS) / stack.markets.length
  return Math.min(LONGEST_PIECE_MS, Math.ceil((LINES_AT_ONCE * eachMs) / MINUTE_MS) * MINUTE_MS)
}

const MINUTE_MS = 60_000

/** By which paper judges the orders; a market whose trades cannot be read has no such column. */
async function readTrades(
  { config, clock }: Connection,
  markets: readonly MarketId[],
  fromMs: number,
): Promise<{ readonly known: ReadonlyMap<MarketId, MarketTrades>; readonly notes: readonly string[] }> {
  const feed = createFeed(config, clock)
  const known = new Map<MarketId, MarketTrades>()
  const notes: string[] = []
  for (const market of markets) {
    const read = await feed.marketTrades(market, epochMs(fromMs))
    if (read.ok) known.set(market, read.value)
    else notes.push(`${marketLabel(config, market)}: no comparison with paper: ${read.unknown}`)
  }
  return { known, notes }
}

/** Rewards and rebates are a market's: they are shown with the first of its outcomes on each day. */
function withIncome(runs: readonly ReplayRun[], { earned, estimates, days }: Income): readonly ReplayRun[] {
  const seen = new Set<string>()
  return runs.map((run): ReplayRun => {
    const { ofDay, tape } = run
    if (ofDay === null) return run
    const key = `${ofDay.day} ${tape.market}`
    const isFirst = !seen.has(key)
    seen.add(key)
    const known = days.find(({ day }) => day === ofDay.day)
    const sum = (kind: 'reward' | 'rebate'): number =>
      earned.reduce(
        (total, income) =>
          isFirst && income.kind === kind && income.day === ofDay.day && income.market === tape.market
            ? total + income.micros
            : total,
        0,
      )
    const estimate = estimates.find(({ day, market }) => day === ofDay.day && market === tape.market)
    return {
      ...run,
      ofDay: {
        ...ofDay,
        // A day without any is not listed; one that could not be read is.
        rewardMicros: known?.rewardMicros === null ? null : sum('reward'),
        rebateMicros: known?.rebateMicros === null ? null : sum('rebate'),
        estimate: estimate === undefined || !isFirst ? null : rounded(estimate),
      },
    }
  })
}

const rounded = ({ lowMicros, likelyMicros, highMicros }: Income['estimates'][number]) => ({
  lowMicros: Math.round(lowMicros),
  likelyMicros: Math.round(likelyMicros),
  highMicros: Math.round(highMicros),
})
