import type { Command } from 'commander'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isDay } from '../../shared/domain/isDay.ts'
import { parseTimeSpan } from '../../shared/domain/timeSpan.ts'
import { checked } from './checked.ts'
import { type StackOptions, withBot } from './options.ts'

const DAY_MS = 86_400_000

/**
 * An instant as people and logs write it: 2026-03-01T12:00:00.250Z, with a space in place of the T, or 12:00, which is the
 * last there was (UTC). null: it is none.
 */
export function parseInstant(text: string, nowMs: number): number | null {
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,3}))?)?Z?$/.exec(text)
  if (clock !== null) {
    const [, hours = '0', minutes = '0', seconds = '0', rest = '0'] = clock
    const ofDayMs = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000
    const atMs = Math.floor(nowMs / DAY_MS) * DAY_MS + ofDayMs + Number(rest.padEnd(3, '0'))
    // Shortly after midnight, 23:50 is ten minutes ago.
    return atMs > nowMs ? atMs - DAY_MS : atMs
  }
  const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](.+))?$/.exec(text)
  if (date === null) return null
  const [, day = '', time] = date
  // Without a zone it would be this machine's: what is logged is UTC.
  const zone = time === undefined || /(Z|[+-]\d{2}:?\d{2})$/.test(time) ? '' : 'Z'
  const ms = Date.parse(time === undefined ? day : `${day}T${time}${zone}`)
  return Number.isFinite(ms) && isDay(day) ? ms : null
}

/** Whether it was meant to be one, right or wrong: no id of a trade begins so. */
export const looksLikeInstant = (text: string): boolean => /^(\d{1,2}:\d|\d{4}-\d{1,2}-)/.test(text)

/** Which ticks of the log are meant. */
export interface JournalOptions extends StackOptions {
  readonly from?: string
  readonly to?: string
  readonly last: string
  readonly file?: string
  readonly market?: string
}

/** Times are refused while they are typed; `parsePeriod` reads them. @param last how far back, where nothing is said. */
export const withJournal = (command: Command, last: string): Command =>
  withBot(command)
    .option('--file <file>', 'read log lines from a file instead of CloudWatch')
    .option('--market <id>', 'only this market, by id, address, slug or words')
    .option(
      '--from <time>',
      'start, such as 2026-03-01T12:00:00Z or 12:00 (UTC)',
      checked((text) => instantOption('--from', text, 0)),
    )
    .option(
      '--to <time>',
      'end (default: now)',
      checked((text) => instantOption('--to', text, 0)),
    )
    .option(
      '--last <time>',
      'start this long before the end, if --from is not given',
      checked(durationOption),
      last,
    )

/** From and to, of `--from`, `--to`, and `--last` such as 30m or 2h. */
export function parsePeriod(
  of: { readonly from?: string; readonly to?: string; readonly last: string },
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const toMs = of.to === undefined ? nowMs : instantOption('--to', of.to, nowMs)
  const fromMs =
    of.from === undefined ? toMs - durationOption(of.last) : instantOption('--from', of.from, nowMs)
  if (fromMs < toMs) return { fromMs, toMs }
  throw wrongValue('--from', of.from ?? of.last, 'use a time before --to')
}

/** Of an option. @throws InputError */
function instantOption(field: string, text: string, nowMs: number): number {
  const ms = parseInstant(text, nowMs)
  if (ms !== null) return ms
  throw wrongValue(field, text, 'use a time such as 2026-03-01T12:00:00Z or 12:00')
}

/** Of `--last`, in ms. @throws InputError */
function durationOption(text: string): number {
  const ms = parseTimeSpan('--last', text)
  if (ms > 0) return ms
  throw wrongValue('--last', text, 'use a time above zero')
}
