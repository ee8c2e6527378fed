import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDocumentClient } from '../../../../shared/dynamodb/documentClient.ts'
import { ITEM_SCHEMA, marketKey } from '../../../../shared/dynamodb/table.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { type CliStage, runBot, startCliStage } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await startCliStage()
})
afterAll(() => stage.close())

test('a version that cannot read what is stored is not deployed: it says the way back that keeps exits working', async () => {
  // Prepare: what a newer version has left.
  const client = createDocumentClient({ endpoint: stage.aws.url, region: 'eu-west-1' })
  const item = {
    ...marketKey({ market: MARKET, tokenId: YES }),
    schema: ITEM_SCHEMA + 1,
    state: { of: 'a newer version' },
  }
  await client.send(new PutCommand({ TableName: 'cli', Item: item }))
  client.destroy()
  const of = ['--config', stage.configFile, '--endpoint-url', stage.aws.url]

  // Act
  const look = await runBot(['deploy', ...of])
  const run = await runBot(['deploy', '--yes', '--json', ...of])

  // Assess
  expect([look.exit, run.exit]).toEqual([1, 1])
  expect(run.json).toMatchObject({ ok: false, changes: [], notice: { is: 'barred' } })
  for (const words of [
    `not deployed: the table has items of a newer schema, and this version reads up to ${ITEM_SCHEMA}`,
    'run "npx bot drain" with it: the bot sells its positions',
  ]) {
    expect(look.out).toContain(words)
  }
})
