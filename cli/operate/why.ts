import type { Command } from 'commander'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import { outcomeKey } from '../../shared/domain/outcome.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { readLedgers } from '../account/readLedgers.ts'
import type { Connection } from '../aws/connection.ts'
import { readTickFile, readTickLines, type TickLine } from '../aws/tickLines.ts'
import { connected } from '../aws/withConnection.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import { checked } from '../terminal/checked.ts'
import { type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { looksLikeInstant, parseInstant } from '../terminal/period.ts'
import type { Act } from '../terminal/runCommand.ts'
import { decisionOf, explainFill, explainTick, legsIn } from './explain.ts'

interface WhyOptions extends StackOptions {
  readonly file?: string
  readonly market?: string
}

/** `only` null: every market. */
interface Wanted {
  readonly file: string | undefined
  readonly only: MarketId | null
}

const isMeant = (only: MarketId | null, market: string): boolean => only === null || market === only

/** An order lives twelve minutes at most; its decision came before. */
const BEFORE_MS = 15 * 60_000
/** For the last markout. */
const AFTER_MS = 33 * 60_000
/** A line is logged when its tick ends, which takes twenty seconds at most. */
const LOGGED_MS = 25_000
/** How old the last tick before an instant may be to have been the one in force. */
const IN_FORCE_MS = 5 * 60_000

export const addWhy = (program: Command, act: Act): void => {
  withBot(program.command('why'))
    .option('--file <file>', 'read log lines from a file instead of CloudWatch')
    .option('--market <id>', 'only this market, by id, address, slug or words')
    .description('explain one decision: the market, the row taken, the reason, the outcome')
    .argument(
      '<trade-or-time>',
      'a trade id, or a time such as 2026-03-01T12:00:00Z or 12:00 (UTC)',
      checked(instantOrTrade),
    )
    .action(act(connected(why)))
}

async function why(connection: Connection, what: string, options: WhyOptions): Promise<CommandResult> {
  const atMs = parseInstant(what, connection.clock.nowMs())
  const of = { file: options.file, only: await onlyMarket(options, connection.config) }
  return atMs === null ? await whyTrade(connection, what, of) : await whyThen(connection, atMs, of)
}

/** @throws InputError for what is meant as a time and is not one. */
function instantOrTrade(text: string): void {
  if (!looksLikeInstant(text) || parseInstant(text, 0) !== null) return
  throw wrongValue('trade-or-time', text, 'not a time: write it as 2026-03-01T12:00:00Z or 12:00 (UTC)')
}

/** A tick is printed by its second, and happened within it: that second counts whole. */
const SECOND_MS = 1_000

async function whyThen(connection: Connection, givenMs: number, options: Wanted): Promise<CommandResult> {
  const atMs = givenMs % SECOND_MS === 0 ? givenMs + SECOND_MS - 1 : givenMs
  const ticks = await ticksAround(connection, options, { fromMs: atMs - IN_FORCE_MS, toMs: atMs })
  if (typeof ticks === 'string') return failed(`the journal cannot be read: ${ticks}`)
  const last = [...new Map(ticks.map((tick) => [outcomeKey(tick.before), tick])).values()]
  if (last.length === 0)
    return failed(
      `no tick in the ${IN_FORCE_MS / 60_000} minutes before ${new Date(givenMs).toISOString()}: "npx bot journal" lists the ticks there are`,
      { ticks: [] },
    )
  return succeeded(last.flatMap((tick) => explainTick(tick, connection.config)).join('\n'), { ticks: last })
}

async function whyTrade(connection: Connection, tradeId: string, options: Wanted): Promise<CommandResult> {
  const legs = await legsOf(connection, tradeId, options)
  if (typeof legs === 'string') return failed(legs)
  const [first] = legs
  if (first === undefined) return failed(`no fill of ours has the trade id ${tradeId}`, { legs: [] })
  const ticks = await ticksAround(connection, options, {
    fromMs: first.matchedAtMs - BEFORE_MS,
    toMs: first.matchedAtMs + AFTER_MS,
  })
  if (typeof ticks === 'string') return failed(`the journal cannot be read: ${ticks}`)
  const lines = legs.flatMap((leg) => {
    const decision = decisionOf(leg, ticks)
    return [
      ...explainFill(leg, ticks),
      decision === null
        ? '  the journal does not contain the tick that posted its order'
        : 'it was posted by',
      ...(decision === null ? [] : explainTick(decision, connection.config)),
    ]
  })
  return succeeded(lines.join('\n'), { legs })
}

async function legsOf(
  connection: Connection,
  tradeId: string,
  { file, only }: Wanted,
): Promise<readonly Leg[] | string> {
  if (file !== undefined)
    return legsIn(
      readTickFile(file)
        .map(({ tick }) => tick)
        .filter(({ market }) => isMeant(only, market)),
      tradeId,
    )
  const books = await readLedgers(connection, only)
  if (!books.ok) return `the ledger cannot be read: ${books.unknown}`
  return books.value.flatMap(({ legs }) => legs.filter((leg) => leg.tradeId === tradeId))
}

async function ticksAround(
  connection: Connection,
  { file, only }: Wanted,
  of: { readonly fromMs: number; readonly toMs: number },
): Promise<readonly TickLine['tick'][] | string> {
  const within = (lines: readonly TickLine[]) =>
    lines
      .map(({ tick }) => tick)
      .filter(({ seen, market }) => seen.nowMs >= of.fromMs && seen.nowMs <= of.toMs && isMeant(only, market))
  if (file === undefined) {
    const read = await readTickLines(connection, { fromMs: of.fromMs, toMs: of.toMs + LOGGED_MS })
    return read.ok ? within(read.value) : read.unknown
  }
  return within(readTickFile(file))
}
