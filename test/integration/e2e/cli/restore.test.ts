import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createDocumentClient } from '../../../../shared/dynamodb/documentClient.ts'
import { controlKey, createTableInput, ITEM_SCHEMA, marketKey } from '../../../../shared/dynamodb/table.ts'
import { position } from '../../../../shared/machine/inventory.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { ACCOUNT, type CliStage, startCliStage } from './stage.ts'

const BACKUP = 'a-backup'
/** Longer ago than any order lives. */
const LONG_AGO_MS = 900_000

let stage: CliStage
let client: DynamoDBDocumentClient
beforeEach(async () => {
  stage = await startCliStage()
  client = createDocumentClient({ endpoint: stage.aws.url, region: 'eu-west-1' })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  onTestFinished(() => {
    vi.restoreAllMocks()
    client.destroy()
  })
})
afterEach(() => stage.close())

type Item = Record<string, unknown>

const itemsOf = async (table: string): Promise<readonly Item[]> =>
  (await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }))).Items ?? []

const put = (table: string, item: Item) => client.send(new PutCommand({ TableName: table, Item: item }))

/** The table as it is now, as point-in-time recovery would give it back. */
async function backUp(): Promise<void> {
  const dynamo = new DynamoDBClient({ endpoint: stage.aws.url, region: 'eu-west-1' })
  await dynamo.send(new CreateTableCommand(createTableInput(BACKUP)))
  dynamo.destroy()
  for (const item of await itemsOf('cli')) await put(BACKUP, item)
}

/** In mid-position, after a backup that knows the entry and not its fill. */
async function lostAfterFill(): Promise<void> {
  await startArmed(stage.store)
  await stage.tick()
  await backUp()
  expect(stage.sellToEntry()).toBe(true)
  // The venue settles in its own time: what is held is known a few ticks later.
  for (let tries = 0; tries < 50 && ((await heldMicros()) ?? 0) === 0; tries += 1) {
    await sleep(20)
    await stage.tick()
  }
  expect(await heldMicros()).toBeGreaterThan(0)
}

const control = async () => {
  const read = await stage.store.control()
  if (!read.ok || read.value === 'absent') throw new Error('no control item')
  return read.value
}

const state = async () => {
  const read = await stage.store.marketItems()
  return read.ok ? (read.value.find(({ market }) => market === MARKET)?.state ?? null) : null
}

const heldMicros = async () => {
  const now = await state()
  return now === null ? null : position(now).sizeMicros
}

/** The clock goes on for as long as the longest life of an order. */
async function ordersExpire(): Promise<void> {
  const item = (await itemsOf('cli')).find(({ sk }) => sk === controlKey.sk)
  await put('cli', { ...item, restoredAtMs: Date.now() - LONG_AGO_MS })
}

/** Ticks of the schedule, until the command is over. */
async function whileTicking<T>(command: Promise<T>): Promise<T> {
  let isOver = false
  const end = command.finally(() => {
    isOver = true
  })
  while (!isOver) {
    await stage.tick()
    await sleep(100)
  }
  return await end
}

test('without --yes it says what it would do, and writes nothing', async () => {
  await lostAfterFill()
  const before = await itemsOf('cli')

  const dry = await stage.bot('restore', '--from', BACKUP)

  expect(dry).toMatchObject({ exit: 2, json: { confirmed: false, table: 'cli', side: BACKUP } })
  expect(await itemsOf('cli')).toEqual(before)
})

test('what comes back is not armed, and every market is rebuilt from the venue', async () => {
  // Prepare: the item is lost, the ledger has what the backup lacks, and the backup's control item says armed.
  await lostAfterFill()
  const held = await heldMicros()
  const item = (await itemsOf('cli')).find(({ sk }) => sk === marketKey({ market: MARKET, tokenId: YES }).sk)
  await put('cli', { ...item, state: { nonsense: true } })

  // Act
  const early = await stage.bot('restore', '--from', BACKUP, '--wait', '0', '--yes')
  const marked = await state()
  const refused = await stage.bot('resume', String((await control()).haltSeq))
  await ordersExpire()
  const done = await whileTicking(stage.bot('restore', '--from', BACKUP, '--yes'))

  // Assess
  expect(early.exit).toBe(1)
  expect(early.json['text']).toContain(`To continue: npx bot restore --yes --from ${BACKUP}`)
  expect(marked?.lost).toBe(`restored from ${BACKUP} and not rebuilt from the venue yet`)
  expect(refused.exit).toBe(1)
  expect(done.json['text']).toMatch(/^restored: every market is rebuilt from the venue/)
  expect(done.exit).toBe(0)
  expect(await control()).toMatchObject({ armed: false, halted: true })
  const after = await state()
  expect(after?.lost).toBeUndefined()
  expect(await heldMicros()).toBe(held)
  expect(held).toBeGreaterThan(0)
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
})

test('a state from a backup is traded by nobody until it is rebuilt, even where somebody starts the bot by hand', async () => {
  await lostAfterFill()
  await stage.bot('restore', '--from', BACKUP, '--wait', '0', '--yes')
  await whileTicking(stage.bot('cancel-all', '--yes'))
  const item = (await itemsOf('cli')).find(({ sk }) => sk === controlKey.sk)
  const { haltSeq } = await control()
  const { codes: _, messages: __, ...rest } = item ?? {}
  await put('cli', { ...rest, armed: true, halted: false, doneSeq: haltSeq, clearedSeq: haltSeq })

  await stage.tick()

  expect(await control()).toMatchObject({ halted: true, haltSeq: haltSeq + 1, codes: ['STATE_LOSS'] })
  expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
})

test('called again after a crash it goes on: what it has put back stays, and so does what was rebuilt', async () => {
  // Prepare
  await lostAfterFill()
  await stage.bot('restore', '--from', BACKUP, '--wait', '0', '--yes')
  const halted = await control()
  const before = await state()

  // Act
  await stage.bot('restore', '--from', BACKUP, '--wait', '0', '--yes')

  // Assess
  expect((await control()).restoredAtMs).toBe(halted.restoredAtMs)
  expect(before?.lost).toBeDefined()
  await ordersExpire()
  await whileTicking(stage.bot('restore', '--from', BACKUP, '--yes'))
  const rebuilt = await state()
  const again = await whileTicking(stage.bot('restore', '--from', BACKUP, '--yes'))
  expect(again.exit).toBe(0)
  expect((await state())?.folded).toEqual(rebuilt?.folded)
})

test('an item of newer code is not replaced', async () => {
  await lostAfterFill()
  const item = (await itemsOf('cli')).find(({ sk }) => sk === marketKey({ market: MARKET, tokenId: YES }).sk)
  await put('cli', { ...item, schema: ITEM_SCHEMA + 1 })

  const run = await stage.bot('restore', '--from', BACKUP, '--wait', '0', '--yes')

  expect(run.exit).toBe(1)
  expect(run.json['text']).toContain('the item was written by newer code: deploy that version')
})

test.each([
  [['--from', 'cli'], '--from = cli: this is the table of the stack itself'],
  [['--from', 'nowhere'], '--from = nowhere: there is no such table'],
  [['--from', BACKUP, '--at', '12:00'], '--at = 12:00: a table given with --from has a time of its own'],
  [['--at', 'yesterday'], '--at = yesterday: use a time such as 2026-03-01T12:00:00Z'],
])('what does not fit is refused before anything is written: %j', async (args, words) => {
  const run = await stage.bot('restore', ...args, '--yes')

  expect(run.exit).toBe(2)
  expect(run.json['text']).toContain(words)
})
