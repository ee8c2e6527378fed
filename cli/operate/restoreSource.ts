import { wrongValue } from '../../shared/domain/inputError.ts'
import type { Connection } from '../aws/connection.ts'
import {
  type Recoverable,
  recoverable,
  recoveredName,
  recoveredSince,
  tableStatus,
} from '../aws/recoveredTable.ts'
import type { StackOptions, YesOption } from '../terminal/options.ts'
import { parseInstant } from '../terminal/period.ts'

export interface RestoreOptions extends StackOptions, YesOption {
  readonly at?: string
  readonly from?: string
  readonly wait: string
}

/** Where the items come from: a second of this table's own past, or a table that was restored already. */
export type RestoreSource =
  | { readonly is: 'past'; readonly atMs: number; readonly side: string }
  | { readonly is: 'table'; readonly side: string }

/**
 * Where this call, or the one that it continues, restores from. A message where there is nothing.
 * @throws InputError where an option does not fit.
 */
export async function restoreSource(
  { aws, table, clock, store }: Connection,
  { at, from }: RestoreOptions,
): Promise<RestoreSource | string> {
  if (from !== undefined) {
    if (at !== undefined)
      throw wrongValue('--at', at, 'a table given with --from has a time of its own: leave one out')
    if (from === table) throw wrongValue('--from', from, 'this is the table of the stack itself')
    if ((await tableStatus(aws, from)) === null)
      throw wrongValue('--from', from, 'there is no such table: check name and region')
    return { is: 'table', side: from }
  }
  const atMs = at === undefined ? null : parseInstant(at, clock.nowMs())
  if (at !== undefined && atMs === null)
    throw wrongValue('--at', at, 'use a time such as 2026-03-01T12:00:00Z or 12:00')
  if ((await tableStatus(aws, table)) === null)
    return `there is no table ${table}: "npx cdk deploy --revert-drift" creates it again, empty; restore the backup that AWS made when it was deleted into another table, then name that with --from`
  const begun = atMs === null ? null : recoveredName(table, atMs)
  // What was restored already needs no recovery any more.
  if (atMs !== null && begun !== null && (await tableStatus(aws, begun)) !== null)
    return { is: 'past', atMs, side: begun }
  const control = await store.control()
  const haltedMs = control.ok && control.value !== 'absent' ? control.value.restoredAtMs : undefined
  const underWay = atMs === null && haltedMs !== undefined ? await recoveredSince(aws, table, haltedMs) : null
  if (underWay !== null) return { is: 'past', atMs: underWay, side: recoveredName(table, underWay) }
  const window = await recoverable(aws, table)
  if (window === null)
    return `the table ${table} has no point-in-time recovery: deploy, or name a table that comes from another backup with --from`
  const chosenMs = within(window, atMs, at)
  return { is: 'past', atMs: chosenMs, side: recoveredName(table, chosenMs) }
}

function within({ fromMs, toMs }: Recoverable, atMs: number | null, at: string | undefined): number {
  if (atMs === null) return toMs
  if (atMs >= fromMs && atMs <= toMs) return atMs
  throw wrongValue('--at', at ?? '', `use a time from ${timeOf(fromMs)} to ${timeOf(toMs)}`)
}

export const timeOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
