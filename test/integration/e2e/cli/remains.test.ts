import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configFile } from '../../../support/configFile.ts'
import { ACCOUNT, type CliStage, runBot, startCliStage } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await startCliStage()
})
afterAll(() => stage.close())

/** The configuration of a stack that is not there; the unnamed one is. */
function goneConfig(): string {
  const file = join(stage.folder, 'my config.json')
  writeFileSync(
    file,
    JSON.stringify(configFile({ stage: 'live', name: 'gone', wallet: { address: ACCOUNT } })),
  )
  return file
}

const decommission = (...args: readonly string[]) =>
  runBot(['decommission', '--yes', '--endpoint-url', stage.aws.url, '--json', ...args])

test('where the stack is gone, decommission looks for what is left of it, and for nothing of another', async () => {
  // Prepare: the other stack has its own.
  const file = goneConfig()
  stage.aws.logGroups.push(
    'MarketMaker-live-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y',
    'MarketMaker-live-gone-2-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y',
    // Of a stack that is called like a construct of this one.
    'MarketMaker-live-gone-TickBotLog-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y',
    'MarketMaker-live-gone-TickBotLog0A1B2C3D-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y',
  )
  const key = (id: string, stack: string, state: string) => ({
    id,
    description: `Secrets of ${stack}: its functions alone decrypt with it`,
    state,
  })
  stage.aws.keptKeys.push(key('key-1', 'MarketMaker-live', 'Enabled'))
  stage.aws.keptKeys.push(key('key-2', 'MarketMaker-live-gone', 'PendingDeletion'))
  const clean = await decommission('--config', file)
  stage.aws.logGroups.push('MarketMaker-live-gone-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y')
  stage.aws.keptKeys.push(key('key-3', 'MarketMaker-live-gone', 'Enabled'))
  stage.aws.parameters.set('/polymarket-market-maker/gone/wallet-key', { value: 'x', type: 'SecureString' })

  // Act
  const left = await decommission('--config', file)

  // Assess
  expect(clean.json['text']).toMatch(
    /^there is no stack MarketMaker-live-gone in region eu-west-1, and nothing of it is left/,
  )
  expect(clean.exit).toBe(0)
  expect(left.exit).toBe(1)
  expect(left.json['commands']).toEqual([
    'aws ssm delete-parameters --names /polymarket-market-maker/gone/wallet-key --region eu-west-1',
    'aws kms schedule-key-deletion --key-id key-3 --pending-window-in-days 7 --region eu-west-1',
    'sleep 180',
    'aws logs delete-log-group --log-group-name MarketMaker-live-gone-TickBotLog0A1B2C3D-1Q2W3E4R5T6Y --region eu-west-1',
    `npx bot decommission --yes --config '${file}' --region eu-west-1`,
  ])
})

test('named by its stack alone, it says that nobody knows what its secrets are called', async () => {
  const run = await decommission('--stack', 'MarketMaker-live-nowhere', '--region', 'eu-west-1')

  expect(run.exit).toBe(1)
  expect(run.json['text']).toContain('its secrets were not looked for: name its configuration with --config')
})
