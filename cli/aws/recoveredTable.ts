import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb'
import { systemClock } from '../../functions/systemClock.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { type AwsAccess, closing, withDeadline } from './awsAccess.ts'

/** The seconds that a table can be restored to; null: it has no point-in-time recovery. */
export interface Recoverable {
  readonly fromMs: number
  readonly toMs: number
}

/** A restore takes minutes for a table of ours; AWS names no longest time. */
const MAX_RESTORE_MS = 2 * 3_600_000
const POLL_MS = 5_000

export async function recoverable(aws: AwsAccess, table: string): Promise<Recoverable | null> {
  using client = closing(new DynamoDBClient(aws.client))
  const command = new DescribeContinuousBackupsCommand({ TableName: table })
  const { ContinuousBackupsDescription: backups } = await client.send(command, withDeadline())
  const { EarliestRestorableDateTime: from, LatestRestorableDateTime: to } =
    backups?.PointInTimeRecoveryDescription ?? {}
  return from === undefined || to === undefined ? null : { fromMs: from.getTime(), toMs: to.getTime() }
}

/** As the name of the side table says it: a restore that was interrupted finds what it has begun. */
export const recoveredName = (table: string, atMs: number): string =>
  `${table}-restored-${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}`

/** The instant in such a name; null: it is no name of a side table of `table`. */
function instantIn(table: string, name: string): number | null {
  const [, year, month, day, hours, minutes, seconds] =
    /-restored-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(name) ?? []
  const ms = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`)
  return Number.isFinite(ms) && name === recoveredName(table, ms) ? ms : null
}

/** Clocks of this machine and of AWS may differ by this much. */
const SKEW_MS = 60_000

/** The second of the newest restore of `table` that was begun since then; null: there is none. */
export async function recoveredSince(aws: AwsAccess, table: string, sinceMs: number): Promise<number | null> {
  using client = closing(new DynamoDBClient(aws.client))
  const command = new ListTablesCommand({ ExclusiveStartTableName: `${table}-restored-` })
  const { TableNames: names = [] } = await client.send(command, withDeadline())
  const instants = names.flatMap((name) => instantIn(table, name) ?? [])
  for (const atMs of instants.toSorted((a, b) => b - a)) {
    const describe = new DescribeTableCommand({ TableName: recoveredName(table, atMs) })
    const { Table: found } = await client.send(describe, withDeadline())
    if ((found?.CreationDateTime?.getTime() ?? 0) >= sinceMs - SKEW_MS) return atMs
  }
  return null
}

/** ACTIVE, CREATING and so on; null: there is no such table. */
export async function tableStatus(aws: AwsAccess, table: string): Promise<string | null> {
  using client = closing(new DynamoDBClient(aws.client))
  try {
    const { Table: found } = await client.send(new DescribeTableCommand({ TableName: table }), withDeadline())
    return found?.TableStatus ?? null
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null
    throw error
  }
}

/** Restores `source` as it was at that second into a table of its own, unless that was begun before. */
export async function recover(
  aws: AwsAccess,
  of: { readonly source: string; readonly target: string; readonly atMs: number },
): Promise<'begun' | 'was begun'> {
  if ((await tableStatus(aws, of.target)) !== null) return 'was begun'
  using client = closing(new DynamoDBClient(aws.client))
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: of.source,
      TargetTableName: of.target,
      RestoreDateTime: new Date(of.atMs),
      BillingModeOverride: 'PAY_PER_REQUEST',
    }),
    withDeadline(),
  )
  return 'begun'
}

/** Until it can be read. @param waiting is called after each look, with how long it has taken. */
export async function untilActive(
  aws: AwsAccess,
  table: string,
  waiting: (tookMs: number) => void,
): Promise<void> {
  const beganMs = systemClock.nowMs()
  for (;;) {
    const status = await tableStatus(aws, table)
    if (status === 'ACTIVE') return
    if (status === null) throw notThere(table)
    const tookMs = systemClock.nowMs() - beganMs
    if (tookMs > MAX_RESTORE_MS) throw new Error(`table ${table} is still ${status}: run it again later`)
    waiting(tookMs)
    await systemClock.sleep(POLL_MS)
  }
}

export const notThere = (table: string): InputError =>
  wrongValue('--from', table, 'there is no such table: check name and region')
