import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { computeAddress } from 'ethers'
import { runCli } from '../../../../cli/program.ts'
import { startDynalite } from '../../../../desk/aws/dynalite.ts'
import { createExchange } from '../../../../desk/exchange/createExchange.ts'
import type { Exchange, ListedMarket } from '../../../../desk/exchange/exchange.ts'
import { type ServedExchange, serveExchange } from '../../../../desk/exchange/http/serveExchange.ts'
import { forceFill } from '../../../../desk/session/forceFill.ts'
import type { Control } from '../../../../shared/domain/control.ts'
import { epochMs } from '../../../../shared/domain/units.ts'
import { createTableInput } from '../../../../shared/dynamodb/table.ts'
import type { Store } from '../../../../shared/ports/store.ts'
import { configFile, marketFile } from '../../../support/configFile.ts'
import { level } from '../../../support/level.ts'
import { openMarket } from '../../../support/openMarket.ts'
import { MARKET, PRIVATE_KEY, YES } from '../../../support/wireIds.ts'
import { deployFunction } from './deployFunction.ts'
import { type FakeAws, startFakeAws } from './fakeAws.ts'
import type { FakeListener } from './fakeSns.ts'
import { PAGE_TOPIC, STACK } from './fakeStack.ts'

/** The development key everybody knows. */
export const ACCOUNT = computeAddress(PRIVATE_KEY).toLowerCase()

export const LISTED = openMarket()

export interface CliRun {
  readonly exit: number
  readonly out: string
  readonly err: string
  readonly json: Record<string, unknown>
}

/** A deployed bot on this machine: table, venue, function and the rest of AWS, and the command that operates it. */
export interface CliStage {
  readonly aws: FakeAws
  readonly store: Store
  readonly exchange: Exchange
  readonly venue: ServedExchange
  readonly folder: string
  readonly keyFile: string
  readonly configFile: string
  /** The arguments that name this stack. */
  readonly here: readonly string[]
  /** Runs a command in this process against the stack, with --json. */
  bot(...args: readonly string[]): Promise<CliRun>
  /** One invocation of the deployed tick function, as the schedule makes it. */
  tick(): Promise<unknown>
  /** What is in the operator's file is deployed, as `cdk deploy` does it. */
  redeploy(): void
  /** A seller comes for the resting entry and takes all of it. */
  sellToEntry(): boolean
  /** The book of the crowd, in cents. */
  feed(bidCents: number, askCents: number): void
  close(): Promise<void>
}

/** Confirmed by the command. */
export const MAIL: FakeListener = {
  arn: `${PAGE_TOPIC}:mail`,
  protocol: 'email',
  endpoint: 'operator@example.com',
  attributes: { PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'true' },
}

interface StageWishes {
  readonly config?: Record<string, unknown>
  readonly market?: Partial<ListedMarket>
  /** The markets as the stack of an older version has them, with all settings flat. */
  readonly deployedMarkets?: readonly Record<string, unknown>[]
}

export async function startCliStage(of: StageWishes = {}): Promise<CliStage> {
  process.env['AWS_ACCESS_KEY_ID'] = 'desk'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'desk'
  const exchange = fundedExchange(of.market)
  const ticking = setInterval(() => exchange.advanceTo(epochMs(Date.now())), 20)
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now })
  const dynamo = await startDynalite(createTableInput('cli'))
  const { apiKey: key, secret, passphrase } = venue.issueKey(ACCOUNT)
  const json = configFile({
    stage: 'live',
    wallet: { address: ACCOUNT },
    hosts: { clob: venue.url, data: venue.dataUrl, gamma: venue.dataUrl },
    cadenceSeconds: 'once',
    // The first tick is to enter, at the touch.
    markets: [marketFile({ regime: { minHistorySeconds: 0 }, quote: { minEdgeTicks: 4 } })],
    ...of.config,
  })
  const old = of.deployedMarkets === undefined ? null : { ...json, markets: of.deployedMarkets }
  const deployed = deployFunction(json, dynamo.endpoint, dynamo.tableName)
  const aws = await startFakeAws({
    dynamo: dynamo.endpoint,
    table: dynamo.tableName,
    variables: { TABLE_NAME: dynamo.tableName },
    ...deployed,
    settings: () => old ?? deployed.settings(),
    invoke: deployed.handle,
  })
  deployed.wire(aws)
  aws.parameters.set('/polymarket-market-maker/wallet-key', { value: PRIVATE_KEY, type: 'SecureString' })
  aws.parameters.set('/polymarket-market-maker/api-credentials', {
    value: JSON.stringify({ key, secret, passphrase }),
    type: 'SecureString',
  })
  aws.alarms.push({ name: 'no-tick', state: 'OK', enabled: true })
  aws.listeners.push(MAIL)
  const files = writeFiles(json)
  const here = ['--stack', STACK, '--region', 'eu-west-1', '--endpoint-url', aws.url]
  const feed = (bidCents: number, askCents: number): void => {
    exchange.feed(MARKET, {
      type: 'book',
      atMs: exchange.nowMs(),
      bids: [level(bidCents, 500)],
      asks: [level(askCents, 500)],
    })
  }
  feed(46, 50)
  return {
    aws,
    store: deployed.store,
    exchange,
    venue,
    ...files,
    here,
    bot: (...args) => runBot([...args, ...here, '--json']),
    tick: () => deployed.handle({ scheduledTime: new Date().toISOString(), executionId: 'execution' }),
    redeploy: () => deployed.redeploy(JSON.parse(readFileSync(files.configFile, 'utf8'))),
    feed,
    sellToEntry: () => forceFill(exchange, { market: MARKET, token: YES, account: ACCOUNT }),
    close: async () => {
      clearInterval(ticking)
      deployed.close()
      await Promise.all([aws.close(), venue.close(), dynamo.stop()])
      rmSync(files.folder, { recursive: true })
    },
  }
}

/** The deployed ticks go on while the operator waits: they prove that the STOP of arming is done. */
export async function ticked<T>(stage: CliStage, command: Promise<T>): Promise<T> {
  let isOver = false
  const end = command.finally(() => {
    isOver = true
  })
  while (!isOver) {
    await sleep(200)
    const read = await stage.store.control()
    if (read.ok && read.value !== 'absent' && read.value.haltSeq > read.value.doneSeq) await stage.tick()
  }
  return await end
}

function fundedExchange(market: Partial<ListedMarket> = {}): Exchange {
  const exchange = createExchange({
    startMs: Date.now(),
    seed: 1,
    // Settled within the blink of a test.
    settlement: { broadcastMs: 10, mineMs: [20, 20], confirmMs: [20, 20], failPermille: 0, retryPermille: 0 },
  })
  exchange.list({ ...LISTED, ...market })
  exchange.fund(ACCOUNT, 1_000_000_000)
  exchange.approve(ACCOUNT, true)
  return exchange
}

/** What the operator has on disk. */
function writeFiles(config: Record<string, unknown>): Pick<CliStage, 'folder' | 'keyFile' | 'configFile'> {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'))
  const [keyFile, file] = [join(folder, 'key'), join(folder, 'config.json')]
  writeFileSync(keyFile, `${PRIVATE_KEY}\n`)
  writeFileSync(file, JSON.stringify(config))
  return { folder, keyFile, configFile: file }
}

export async function runBot(args: readonly string[]): Promise<CliRun> {
  let [out, err] = ['', '']
  const exit = await runCli(args, {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
  })
  const json = out.startsWith('{') ? (JSON.parse(out) as Record<string, unknown>) : {}
  return { exit, out, err, json }
}

/** The control item; there must be one. */
export async function controlOf({ store }: CliStage): Promise<Control> {
  const read = await store.control()
  if (!read.ok || read.value === 'absent') throw new Error('no control item')
  return read.value
}
