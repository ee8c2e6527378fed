import {
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { recoveredName } from '../../cli/aws/recoveredTable.ts'
import { BOT_PARTITION, CONTROL_SORT_KEY } from '../../shared/dynamodb/table.ts'
import { position } from '../../shared/machine/inventory.ts'
import { clientOf } from './clientOf.ts'
import { paste, typed } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

const A_TICK_MS = 110_000
const RESTORE = 'npx bot restore --yes --config my-config.json'

/** What a restore begins from: a table of before the fill, of a bot that is armed by now and holds shares. */
interface BeforeRestore {
  readonly atMs: number
  readonly side: string
  readonly shares: number
}

/** Restored over the table that runs, interrupted, gone on with; then its API credentials are rotated while it is halted. */
export async function restoreAndRotate(neighbour: Stage): Promise<void> {
  await restore(neighbour, await holdAfterBackup(neighbour))
  await rotate(neighbour)
}

/**
 * The second stack is armed and has an entry on the book; the table is restored as it is then, and after that the entry
 * fills: what that table knows is not what is held.
 */
async function holdAfterBackup(neighbour: Stage): Promise<BeforeRestore> {
  const { venue, store, emulator, outputs, owner } = neighbour
  await perform('the second stack is armed, and its entry is on the book', async () => {
    await until('its first tick', A_TICK_MS, async () => {
      const items = await store.marketItems()
      return items.ok && items.value.some(({ state }) => state !== null)
    })
    await neighbour.bot(['arm', '--yes', '--without-listener'])
    await until('its entry', A_TICK_MS, () => venue.openOrders(owner).some(({ side }) => side === 'BUY'))
  })
  return await perform('its table is restored as of now, and then the entry fills', async () => {
    const atMs = Math.floor(Date.now() / 1_000) * 1_000
    const side = recoveredName(outputs.TableName, atMs)
    const dynamo = new DynamoDBClient(clientOf(emulator))
    say('the emulator takes no point-in-time recovery from a template: it is switched on by hand')
    await dynamo.send(
      new UpdateContinuousBackupsCommand({
        TableName: outputs.TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    )
    const of = { SourceTableName: outputs.TableName, TargetTableName: side, UseLatestRestorableTime: true }
    await dynamo.send(new RestoreTableToPointInTimeCommand(of))
    say('the emulator restores the present alone: so the table of then is restored then')
    must(venue.fillEntry(owner), 'there was no entry to fill')
    await until('its fill', A_TICK_MS, async () => (await sharesOf(neighbour)) > 0)
    return { atMs, side, shares: await sharesOf(neighbour) }
  })
}

async function restore(neighbour: Stage, before: BeforeRestore): Promise<void> {
  const { venue, owner } = neighbour
  const at = new Date(before.atMs).toISOString().replace('.000Z', 'Z')
  await perform('restore without --yes writes nothing', async () => {
    const line = 'npx bot restore --config my-config.json'
    await paste(neighbour, line, { expect: 2 })
    must((await control(neighbour)).armed, 'a dry run disarmed the bot')
  })
  const next = await perform('restore --yes halts, disarms and copies; its wait is interrupted', async () => {
    const words = { '--yes': `--yes --at ${at} --wait 5` }
    const ran = await paste(neighbour, RESTORE, { words, expect: 1 })
    const { armed, halted } = await control(neighbour)
    must(!armed && halted, 'the backup’s control item, which is armed, counts')
    must((await lostOf(neighbour)) === 1, 'the market is not marked')
    await neighbour.bot(['resume', String((await control(neighbour)).haltSeq)], 1)
    return /^To continue: (.*)$/m.exec(ran.out)?.[1] ?? ''
  })
  await ordersExpire(neighbour)
  await perform('as it printed, it goes on: the STOP is done, the market rebuilt', async () => {
    const ran = await typed(neighbour, next)
    must(ran.exit === 0, `"${next}" ended with ${ran.exit}:\n${ran.out}${ran.err}`)
    say(ran.out.split('\n')[0] ?? '')
    const { armed, halted } = await control(neighbour)
    must(!armed && halted, 'a restored bot is armed, or not halted')
    must((await lostOf(neighbour)) === 0, 'a market is not rebuilt')
    must((await sharesOf(neighbour)) === before.shares, 'the fill after the backup is not counted')
    must(venue.openOrders(owner).length === 0, 'an order outlived the restore')
    const remove = /aws dynamodb delete-table .*/.exec(ran.out)?.[0] ?? ''
    must((await typed(neighbour, remove)).exit === 0, `"${remove}" failed`)
  })
}

async function rotate(neighbour: Stage): Promise<void> {
  const { store, owner } = neighbour
  await perform('rotate: new API credentials, in use before the old ones are revoked', async () => {
    const line = 'npx bot rotate --yes --config my-config.json'
    const { out } = await paste(neighbour, line, { answers: [['Wallet key', owner.key]] })
    say(
      out
        .trim()
        .split('\n')
        .find((each) => each.startsWith('rotated')) ?? '',
    )
    say('the emulator lets nobody see whether AWS starts new processes for a changed function: doctor asks')
  })
  await perform(
    'with the new credentials it is resumed, armed and halted, and sells what it holds',
    async () => {
      await neighbour.bot(['resume', await seqOf(neighbour)])
      await neighbour.bot(['arm', '--yes', '--without-listener'])
      await neighbour.bot(['halt', 'the rehearsal sells out'])
      await neighbour.bot(['flatten', await seqOf(neighbour), '--yes'])
      await until('flat', A_TICK_MS, async () => {
        const items = await store.marketItems()
        return items.ok && items.value.every(({ state }) => state === null || state.phase === 'IDLE')
      })
    },
  )
}

const seqOf = async (neighbour: Stage): Promise<string> => String((await control(neighbour)).haltSeq)

/** Longer than any order lives. */
const LONG_MS = 900_000

/** The STOP waits until no order of before the backup can be live; the rehearsal does not. */
async function ordersExpire({ emulator, outputs }: Stage): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: outputs.TableName,
    Key: { pk: { S: BOT_PARTITION }, sk: { S: CONTROL_SORT_KEY } },
    UpdateExpression: 'SET restoredAtMs = restoredAtMs - :long',
    ConditionExpression: 'attribute_exists(restoredAtMs)',
    ExpressionAttributeValues: { ':long': { N: String(LONG_MS) } },
  })
  await new DynamoDBClient(clientOf(emulator)).send(command)
  say('not shown: the 13 minutes until no earlier order can be live; the rehearsal dates the latch back')
}

async function sharesOf({ store }: Stage): Promise<number> {
  const items = await store.marketItems()
  must(items.ok, 'the market items cannot be read')
  const [state] = items.value.map((each) => each.state)
  return state == null ? 0 : position(state).sizeMicros
}

async function lostOf({ store }: Stage): Promise<number> {
  const items = await store.marketItems()
  must(items.ok, 'the market items cannot be read')
  return items.value.filter(({ state }) => state?.lost !== undefined).length
}
