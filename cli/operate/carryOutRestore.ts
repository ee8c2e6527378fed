import type { Connection } from '../aws/connection.ts'
import { recover, untilActive } from '../aws/recoveredTable.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import { say } from '../terminal/say.ts'
import { copyBackup } from './copyBackup.ts'
import { inSteps } from './inSteps.ts'
import { notRebuiltText, rebuildMarkets } from './rebuildMarkets.ts'
import { type RestoreOptions, type RestoreSource, timeOf } from './restoreSource.ts'
import { untilStopOver } from './untilStopOver.ts'

/**
 * The steps of a restore, each only after the one before. Called again it finds what is done and goes on: the STOP is active,
 * the side table is there, an item is written once per restore, and what is rebuilt is no longer marked.
 */
export async function carryOutRestore(
  connection: Connection,
  options: RestoreOptions,
  { source, waitSeconds }: { readonly source: RestoreSource; readonly waitSeconds: number },
): Promise<CommandResult> {
  const own = options.config === undefined ? '' : ` --config ${quoted(options.config)}`
  const from = source.is === 'table' ? ` --from ${source.side}` : ` --at ${timeOf(source.atMs)}`
  return await inSteps(
    `restore --yes${from}${own}`,
    async () =>
      (await restoreSteps(connection, source, { waitSeconds, own })) ??
      (await looked(connection, source.side, own)),
  )
}

/** @returns null, or why not all of them are done. */
async function restoreSteps(
  connection: Connection,
  source: RestoreSource,
  { waitSeconds, own }: { readonly waitSeconds: number; readonly own: string },
): Promise<string | null> {
  const { side } = source
  const halted = await haltAndDisarm(connection, side)
  if (halted.is === 'unknown') return halted.why
  say(`1. NOT_ARMED and halted, STOP number ${halted.haltSeq}`)

  await bringSideTable(connection, source)

  say(`3. copying into ${connection.table}`)
  const mark = `restored from ${side} and not rebuilt from the venue yet`
  const restore = `${side}@${halted.restoredAtMs}`
  const notCopied = await copyBackup(connection, { side, restore, mark })
  if (notCopied !== null) return notCopied

  say('4. waiting for the proof that no order is live, then rebuilding each market from the venue')
  if (!(await untilStopOver(connection, waitSeconds)))
    return 'the STOP is not done yet: "npx bot status" says why'
  const left = await rebuildMarkets(connection, {})
  if (typeof left === 'string') return left
  if (left.length === 0) return null
  return notRebuiltText(left, own)
}

type Halted =
  | { readonly is: 'halted'; readonly haltSeq: number; readonly restoredAtMs: number }
  | { readonly is: 'unknown'; readonly why: string }

/** By a STOP that waits for orders which no item knows, latched once; no control item of a backup is ever copied. */
async function haltAndDisarm({ store, clock }: Connection, side: string): Promise<Halted> {
  const before = await store.control()
  const isLatched = before.ok && before.value !== 'absent' && before.value.restoredAtMs !== undefined
  if (!isLatched) {
    const text = `the table is restored from ${side}`
    await store.latchMessage({ code: 'OPERATOR', text, atMs: clock.nowMs(), restored: true })
  }
  await store.disarm()
  const after = await store.control()
  if (!after.ok) return { is: 'unknown', why: `the control item cannot be read: ${after.unknown}` }
  const control = after.value
  if (control === 'absent' || !control.halted || control.armed || control.restoredAtMs === undefined)
    return { is: 'unknown', why: 'it is not certain that the bot is halted and disarmed' }
  return { is: 'halted', haltSeq: control.haltSeq, restoredAtMs: control.restoredAtMs }
}

async function bringSideTable({ aws, table }: Connection, source: RestoreSource): Promise<void> {
  const { side } = source
  if (source.is === 'past') {
    const begun = await recover(aws, { source: table, target: side, atMs: source.atMs })
    say(`2. ${table} as of ${timeOf(source.atMs)} into ${side}: ${begun}`)
  } else say(`2. ${side} is the backup`)
  await untilActive(aws, side, (tookMs) => say(`   being restored for ${Math.round(tookMs / 1_000)} s`))
}

async function looked({ store, aws }: Connection, side: string, own: string): Promise<CommandResult> {
  const [control, items] = await Promise.all([store.control(), store.marketItems()])
  if (!control.ok || control.value === 'absent' || control.value.armed || !control.value.halted)
    return failed('the check afterwards shows another state: see "npx bot status"')
  if (!items.ok) return failed(`the check afterwards failed: ${items.unknown}`)
  const { haltSeq } = control.value
  const text = [
    'restored: every market is rebuilt from the venue, the bot is NOT_ARMED and halted. Next:',
    ...['doctor', `resume ${haltSeq}`, 'arm --yes'].map((each) => `  npx bot ${each}${own}`),
    'The ticks start a configured market that has no item from the records of the venue. Once all is well, remove the backup:',
    `  aws dynamodb delete-table --table-name ${side} --region ${aws.region}`,
  ].join('\n')
  return succeeded(text, { haltSeq, markets: items.value.length, side })
}
