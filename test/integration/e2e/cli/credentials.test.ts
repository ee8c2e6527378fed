import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { MARKET } from '../../../support/wireIds.ts'
import { type CliStage, runBot, startCliStage } from './stage.ts'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials')
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await stage.close()
})

test.each([
  ['doctor'],
  ['status'],
  ['arm', '--yes'],
  ['halt', 'a reason'],
  ['resume', '1'],
  ['drain'],
  ['disarm'],
  ['flatten', '1', '--yes'],
  ['adopt', '--yes'],
  ['cancel-all', '--yes'],
  ['ledger'],
  ['pnl'],
  ['journal'],
  ['why', '12:00'],
  ['drill'],
  ['confirm', 'https://example.com/?Token=1'],
  ['restore', '--yes'],
  ['rotate', '--yes'],
  ['decommission', '--yes'],
])('without credentials %s exits with 2 and says how to sign in', async (...args) => {
  const run = await runBot([...args, '--config', stage.configFile, '--endpoint-url', stage.aws.url])

  expect([run.exit, run.out]).toEqual([2, ''])
  expect(run.err).toMatch(/AWS credentials = missing: sign in \("aws sso login", "aws configure"\)/)
  expect(stage.aws.asked).toEqual([])
})

test('a profile that does not exist is named', async () => {
  vi.stubEnv('AWS_PROFILE', 'no-such-profile')

  const run = await runBot(['status', '--config', stage.configFile, '--endpoint-url', stage.aws.url])

  expect([run.exit, run.out]).toEqual([2, ''])
  expect(run.err).toContain('AWS_PROFILE names the profile "no-such-profile", which has no credentials')
  expect(stage.aws.asked).toEqual([])
})

test('with the key in a file the doctor asks the venue all the same, and says what it did not look at', async () => {
  const keys = ['--here', '--key-file', stage.keyFile]

  const run = await runBot(['doctor', ...keys, '--config', stage.configFile, '--json'])

  expect(run.json['text']).toMatch(/not checked, because there are no AWS credentials/)
  expect(run.exit).toBe(0)
  expect(stage.aws.asked).toEqual([])
})

test.each([[[]], [['--key-file', '/nowhere/key']]])(
  'on paper the doctor needs no credentials and no key: it looks at configuration and markets %j',
  async (keys) => {
    const config = onPaper(stage, (json) => json)

    const run = await runBot(['doctor', '--here', ...keys, '--config', config, '--json'])

    expect(run.json['text']).toMatch(/ok {2}stage: paper.*ok {2}clock: .*markets\[0\].market: open/s)
    expect(run.json['text']).toMatch(/not checked, because there are no AWS credentials/)
    expect(run.json['next']).toBe(`npx bot paper --config ${config}`)
    expect(run.exit).toBe(0)
    expect(stage.aws.asked).toEqual([])
  },
)

test('on paper a market that the venue does not have is found without credentials', async () => {
  const other = `0x${'7'.repeat(64)}`
  const config = onPaper(stage, (json) => json.replaceAll(MARKET, other))

  const run = await runBot(['doctor', '--here', '--config', config])

  expect(run.out).toContain(`--  markets[0].market = ${other}: the venue has no such market`)
  expect(run.exit).toBe(2)
})

/** The stage's configuration, for paper. */
function onPaper({ configFile, folder }: CliStage, edit: (json: string) => string): string {
  const file = join(folder, 'paper.json')
  const json = { ...JSON.parse(readFileSync(configFile, 'utf8')), stage: 'paper' }
  writeFileSync(file, edit(JSON.stringify(json)))
  return file
}
