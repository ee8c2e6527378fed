import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { runCli } from '../../../cli/program.ts'
import { parseConfigFile } from '../../../shared/config/parseConfigFile.ts'

const SLACK = 'https://hooks.slack.com/services/T0/B0/secret-of-the-chat'
const NAME = '/polymarket-market-maker/webhook'
const ssm = mockClient(SSMClient)
const stored = new Map<string, string>()

beforeEach(() => {
  ssm.reset()
  stored.clear()
  ssm.on(DescribeParametersCommand).callsFake(async () => ({
    Parameters: stored.has(NAME) ? [{ Name: NAME, KeyId: 'alias/aws/ssm' }] : [],
  }))
  ssm
    .on(GetParameterCommand)
    .callsFake(async () => ({ Parameter: { Value: stored.get(NAME), Type: 'SecureString' } }))
  ssm.on(PutParameterCommand).callsFake(async ({ Name, Value }) => {
    stored.set(Name, Value)
    return {}
  })
})

function stage(address: string, status = 200) {
  const folder = mkdtempSync(join(tmpdir(), 'chat-'))
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'y')
  const sent = vi.fn(async (_url: string, _init: { readonly body: string }) => new Response('', { status }))
  vi.stubGlobal('fetch', sent)
  onTestFinished(() => {
    vi.unstubAllGlobals()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })
  const [config, url] = [join(folder, 'my-config.json'), join(folder, 'url')]
  const limits = { maxUsdcLocked: 50, entryUsdc: 20, maxDailyLossUsdc: 10 }
  const market = { market: `0x${'a1'.repeat(32)}`, token: '7', ...limits }
  writeFileSync(config, JSON.stringify({ stage: 'paper', accountUsdc: 50, markets: [market] }, null, 2))
  writeFileSync(url, `${address}\n`)
  const chat = async (...args: readonly string[]) => {
    let out = ''
    const write = (text: string) => {
      out += text
    }
    const all = ['chat', '--config', config, '--url-file', url, ...args]
    return { exit: await runCli(all, { out: write, err: write }), out }
  }
  return { chat, sent, config }
}

test('a chat that takes the test message is stored, and the configuration names it', async () => {
  const { chat, sent, config } = stage(SLACK)
  const before = readFileSync(config, 'utf8')

  const look = await chat()
  expect(look.exit).toBe(2)
  expect(look.out).toContain(`send a test message to slack, store the address in ${NAME}`)
  expect([sent.mock.calls.length, stored.size, readFileSync(config, 'utf8')]).toEqual([0, 0, before])

  const done = await chat('--yes')
  expect(done).toMatchObject({ exit: 0 })
  expect(done.out).toContain(`next: npx bot deploy --config ${config}`)
  expect(done.out).not.toContain('secret-of-the-chat')
  expect(sent).toHaveBeenCalledTimes(1)
  expect(sent.mock.calls[0]?.[0]).toBe(SLACK)
  expect(sent.mock.calls[0]?.[1].body).toContain('Test notice of the market maker, paper')
  expect(stored).toEqual(new Map([[NAME, SLACK]]))
  const parsed = parseConfigFile(readFileSync(config, 'utf8'))
  expect(parsed.ok && parsed.config.parameters.webhook).toBe(NAME)
})

test('one that does not take it is not stored, and neither is an address of no chat', async () => {
  const refused = stage(SLACK, 404)
  const before = readFileSync(refused.config, 'utf8')

  const { exit, out } = await refused.chat('--yes')
  expect([exit, stored.size, readFileSync(refused.config, 'utf8')]).toEqual([1, 0, before])
  expect(out).toContain('nothing was stored: slack did not accept the test message (webhook: status 404)')
  const other = await stage('https://example.com/hook').chat('--yes')
  expect(other.exit).toBe(2)
  expect(other.out).toContain('webhook = not one of ours: use https://api.telegram.org/bot…')
})
