import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ClobClient, Side } from '@polymarket/clob-client-v2'
import { Wallet } from 'ethers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseStandaloneOptions } from '../../../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../../../desk/standalone/startStandalone.ts'
import { parseConfig } from '../../../../shared/config/parseConfig.ts'
import { signerOf } from '../http/stage.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const OWNER = new Wallet(`0x${'3'.repeat(64)}`)
const FUNDER = `0x${'4'.repeat(40)}`

async function start(options: Parameters<typeof parseStandaloneOptions>[0] = {}): Promise<Standalone> {
  const venue = await startStandalone(parseStandaloneOptions({ port: '0', ...options }))
  onTestFinished(() => venue.close())
  return venue
}

/** The command as people type it, its lines of output one by one. */
function command(...args: readonly string[]): { readonly child: ChildProcess; line(): Promise<string> } {
  const child = spawn(
    process.execPath,
    ['--import', './cli/beforeMain.mjs', 'cli/main.ts', 'exchange', ...args],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.stdout === null) throw new Error('stdout is a pipe')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

test('the command prints where it listens, serves with its faults, and ends cleanly on an interrupt', {
  timeout: 90_000,
}, async () => {
  const { child, line } = command('--port', '0', '--json', '--fault', 'GET /ok: html-502, nth 2')
  const started = JSON.parse(await line()) as {
    url: string
    dataUrl: string
    market: string
    tokens: string[]
    configs: Record<'paper' | 'live', unknown>
  }

  expect((await fetch(`${started.url}/ok`)).status).toBe(200)
  expect((await fetch(`${started.url}/ok`)).status).toBe(502)
  const gamma = await (await fetch(`${started.dataUrl}/markets`)).json()
  expect(gamma).toMatchObject([{ conditionId: started.market }])
  for (const config of Object.values(started.configs)) expect(parseConfig(config)).toMatchObject({ ok: true })
  child.kill('SIGINT')
  const ended = JSON.parse(await line())

  expect(ended).toMatchObject({
    ok: true,
    calls: { 'GET /ok': 2 },
    struck: { 'GET /ok: html-502, nth 2': 1 },
  })
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
})

test('the command tells a mistake once, without a stack', { timeout: 90_000 }, async () => {
  const { child } = command('--fault', 'POST /order: explode')
  let said = ''
  child.stderr?.on('data', (text: Buffer) => {
    said += text.toString()
  })

  const [code] = await once(child, 'close')

  expect(code).toBe(2)
  expect(said).toMatch(/explode: no such fault/)
  expect(said).not.toMatch(/\n\s+at /)
})

test.each<[Parameters<typeof start>[0], RegExp]>([
  [{ port: 'x' }, /--port = x: use a whole number/],
  [{ market: 'wild' }, /--market = wild: use one of calm/],
  [{ seed: '-1' }, /--seed = -1: use a whole number/],
  [{ funded: ['0x12'] }, /--funded = 0x12: give an address/],
  [{ fault: ['GET /tme: 425'] }, /no route is called "GET \/tme"/],
  [{ wallet: [`0:${FUNDER}:${FUNDER}`] }, /TYPE:OWNER:FUNDER/],
  [{ wallet: [`1:${FUNDER}`] }, /give an address/],
  [{ tape: 'x', market: 'calm' }, /--tape is the market/],
  [{ tape: 'no/such.events.jsonl' }, /no\/such\.events\.jsonl/],
])('%j is refused with what to write instead', async (options, words) => {
  await expect(start(options)).rejects.toThrow(words)
})

describe('in real time', () => {
  test('the market moves, and the same seed begins alike', async () => {
    const [one, other] = [await start({ seed: '5' }), await start({ seed: '5' })]
    const touch = (venue: Standalone) => venue.exchange.book(venue.market.tokens[0]).bids[0]
    const before = one.exchange.nowMs()

    expect(touch(one)).toEqual(touch(other))
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(one.exchange.nowMs()).toBeGreaterThan(before)
  })

  test('a contract wallet of a V2 market quotes and is funded', async () => {
    const venue = await start({ v2: true, wallet: [`3:${OWNER.address}:${FUNDER}`] })
    const options = {
      host: venue.url,
      chain: venue.chainId,
      signer: signerOf(OWNER),
      signatureType: 3,
      funderAddress: FUNDER,
      throwOnError: true,
    }
    const creds = await new ClobClient(options).createOrDeriveApiKey()
    const client = new ClobClient({ ...options, creds })

    const posted = await client.createAndPostOrder(
      { tokenID: venue.market.tokens[0], price: 0.1, size: 10, side: Side.BUY },
      { tickSize: '0.01', negRisk: false, version: 3 },
    )

    expect(posted).toMatchObject({ success: true, status: 'live' })
    expect(venue.market.tokens[0]).toHaveLength(75)
  })
})
