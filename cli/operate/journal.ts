import type { Command } from 'commander'
import { tickLabel } from '../../shared/config/marketLabel.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { Connection } from '../aws/connection.ts'
import { readTickFile, readTickLines, type TickLine } from '../aws/tickLines.ts'
import { connected } from '../aws/withConnection.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { type JournalOptions, parsePeriod, withJournal } from '../terminal/period.ts'
import type { Act } from '../terminal/runCommand.ts'
import { formatAction } from './actionWords.ts'
import { replayTick } from './replayTick.ts'

const MAX_LISTED = 10

export const addJournal = (program: Command, act: Act): void => {
  withJournal(program.command('journal'), '1h')
    .description('the audit records of the ticks; "npx bot journal replay" repeats each decision')
    .argument('[replay]', 'repeat every transition and compare')
    .action(act(connected(run)))
}

async function run(
  connection: Connection,
  what: string | undefined,
  options: JournalOptions,
): Promise<CommandResult> {
  if (what !== undefined && what !== 'replay') {
    throw wrongValue('journal', what, 'leave it out, or use "npx bot journal replay"')
  }
  const read = await journalLines(connection, options)
  const only = await onlyMarket(options, connection.config)
  if (typeof read === 'string') return failed(`the journal cannot be read: ${read}`)
  const lines = only === null ? read : read.filter(({ tick }) => tick.market === only)
  if (what === 'replay') return replay(connection, lines)
  const text =
    lines.length === 0
      ? 'no tick in that period'
      : lines.map((line) => lineText(line, connection.config)).join('\n')
  return succeeded(text, { ticks: lines.map(({ tick }) => tick) })
}

/** A text where they cannot be read. */
async function journalLines(
  connection: Connection,
  options: JournalOptions,
): Promise<readonly TickLine[] | string> {
  const period = parsePeriod(options, connection.clock.nowMs())
  if (options.file === undefined) {
    const read = await readTickLines(connection, period)
    return read.ok ? read.value : read.unknown
  }
  const lines = readTickFile(options.file)
  // A file is a choice already: only what was named narrows it.
  if (options.from === undefined && options.to === undefined) return lines
  return lines.filter(({ tick }) => tick.seen.nowMs >= period.fromMs && tick.seen.nowMs <= period.toMs)
}

function replay({ config, configFingerprint }: Connection, lines: readonly TickLine[]): CommandResult {
  const results = lines.map((line) => ({
    line,
    replayed: replayTick(line, config.stack, configFingerprint),
  }))
  const of = (is: string) => results.filter(({ replayed }) => replayed.is === is)
  const listed = [...of('different'), ...of('not comparable')]
    .slice(0, MAX_LISTED)
    .map(({ line, replayed }) => {
      const what =
        replayed.is === 'different' ? `another ${replayed.part}` : replayed.is === 'same' ? '' : replayed.why
      return `${lineText(line, config)}\n    ${replayed.is}: ${what}`
    })
  const counts = {
    same: of('same').length,
    different: of('different').length,
    notComparable: of('not comparable').length,
  }
  const text = [
    `${counted(lines.length, 'tick')} run again: ${counts.same} the same, ${counts.different} different, ` +
      `${counts.notComparable} not comparable`,
    ...listed,
  ].join('\n')
  const isProven = lines.length > 0 && counts.same === lines.length
  return isProven ? succeeded(text, counts) : failed(text, counts)
}

function lineText({ tick }: TickLine, config: Connection['config']): string {
  const { audit, actions, seen, outcome, leftOut = 0 } = tick
  const did = actions.length === 0 ? '' : ` => ${actions.map(formatAction).join('; ')}`
  const stored = outcome === 'done' ? '' : ` (item not stored: ${outcome})`
  const before = leftOut === 0 ? '' : ` (after ${counted(leftOut, 'quiet tick')} without a line)`
  return (
    `${new Date(seen.nowMs).toISOString()} ${tickLabel(config, tick.before)} ${audit.from} -> ${audit.to} ` +
    `${audit.row}: ${audit.reason}${did}${stored}${before}`
  )
}
