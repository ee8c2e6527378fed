import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { bundleAll, faultsOf } from '../../../infra/bundleBudgets.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import type { PaperAccount } from '../../../shared/paper/paperAccount.ts'
import { type Bundles, synthBundles } from '../../support/bundles.ts'
import { ACCOUNT, type Called, type Cloud, startCloud } from './cloud.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
let bundles: Bundles
let cloud: Cloud
beforeAll(async () => {
  bundles = await synthBundles(folder)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(async () => {
  cloud = await startCloud()
})
afterEach(() => cloud.close())

const tickEvent = (ageMs = 0) => ({
  scheduledTime: new Date(Date.now() - ageMs).toISOString(),
  executionId: 'execution-1',
})
const stopEvent = (message: string) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: message } }] })
const control = async () => {
  const read = await cloud.store.control()
  return read.ok ? read.value : read.unknown
}
function expectNoSecret(called: Called): void {
  for (const secret of cloud.secrets) expect(called.output).not.toContain(secret)
}

test('the parser of a person’s file is not deployed', () => {
  for (const bundle of [bundles.tick, bundles.stop]) {
    const text = readFileSync(bundle, 'utf8')
    expect(text.length).toBeGreaterThan(100_000)
    expect(text).not.toMatch(/EndOfFileExpected|InvalidCommentToken/)
  }
})

test('what is deployed is what is measured: the same flags, within its budget', async () => {
  const measured = await bundleAll()
  for (const name of ['tick', 'stop'] as const) {
    const { bytes } = measured[name]
    expect(faultsOf(name, measured[name])).toEqual([])
    // Paths in comments differ by where it was built.
    expect(Math.abs(statSync(bundles[name]).size - bytes)).toBeLessThan(bytes / 1_000)
  }
})

test('the tick as deployed quotes an armed market, and reports it in metrics that CloudWatch can read', async () => {
  // Prepare
  await startArmed(cloud.store)

  // Act: the first tick makes the item, the second quotes.
  await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })
  const called = await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })

  // Assess
  expect(called).toMatchObject({ result: { failures: [], busy: [] } })
  expect(cloud.exchange.openOrders(ACCOUNT)).toMatchObject([{ side: 'BUY', status: 'LIVE' }])
  const metrics = called.output.split('\n').filter((line) => line.startsWith('{"_aws"'))
  expect(metrics.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ TickCompleted: 1 }),
  )
  expectNoSecret(called)
})

test('the tick as deployed posts nothing while nobody has armed it, and never touches the key', async () => {
  // Act
  await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })
  const called = await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })

  // Assess
  expect(called).toMatchObject({ result: { failures: [], busy: [], rounds: 1 } })
  expect(cloud.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(cloud.secretsRead).not.toContain('/polymarket-market-maker/wallet-key')
})

describe('the bell of the tick as deployed', () => {
  /** Long enough for a round that no cadence brings, and for the function's own reserves. */
  const REMAINING_MS = 40_000
  const ticks = (output: string) => output.split('\n').filter((line) => line.includes('"TickCompleted":1'))

  /** One run: once it has quoted, and is quiet, the touch moves by far more than `repriceTicks`. */
  async function movedTouch(bell: boolean) {
    await startArmed(cloud.store)
    const { expert } = cloud.config as { readonly expert?: object }
    const config = { ...cloud.config, cadenceSeconds: 10, expert: { ...expert, bell } }
    const env = { CONFIG: JSON.stringify(config) }
    const called = cloud.call(bundles.tick, tickEvent(), { remainingMs: REMAINING_MS, env })
    await vi.waitUntil(() => cloud.exchange.openOrders(ACCOUNT).length > 0, 15_000)
    await sleep(3_000)
    const [before] = cloud.exchange.openOrders(ACCOUNT)
    cloud.moveTouch(40, 44)
    const movedMs = Date.now()
    await vi.waitUntil(() => cloud.exchange.order(before?.id ?? '')?.status !== 'LIVE', 15_000)
    return { cancelledAfterMs: Date.now() - movedMs, called: await called }
  }
  const channels = () => cloud.routes().filter((route) => route.includes('/ws/'))

  test('hears both channels of the venue, and a touch that moves brings the tick that cancels', async () => {
    const { cancelledAfterMs, called } = await movedTouch(true)

    expect(cancelledAfterMs).toBeLessThan(2_500)
    expect(channels().sort()).toEqual(['GET /ws/market', 'GET /ws/user'])
    expect(called).toMatchObject({ result: { failures: [], busy: [] } })
    expect(ticks(called.output).length).toBeGreaterThan(2)
    expectNoSecret(called)
  })

  test('turned off it connects to nothing, and the tick comes by its cadence', async () => {
    const { cancelledAfterMs, called } = await movedTouch(false)

    expect(cancelledAfterMs).toBeGreaterThan(2_500)
    expect(channels()).toEqual([])
    expect(called).toMatchObject({ result: { failures: [], busy: [] } })
  })
})

test('an event that comes after a younger one is dropped and counted, and no secret is read for it', async () => {
  // Prepare
  await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })
  cloud.secretsRead.length = 0

  // Act
  const called = await cloud.call(bundles.tick, tickEvent(51_000), { remainingMs: 50_000 })

  // Assess
  expect(called.result).toBe('late')
  expect(called.output).toContain('"TickLate":1')
  expect(cloud.secretsRead).toEqual([])
})

test('STOP as deployed latches, cancels, proves it, and never touches the key', async () => {
  // Prepare
  await startArmed(cloud.store)
  await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })
  await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })
  const quoted = cloud.exchange.openOrders(ACCOUNT).length
  cloud.secretsRead.length = 0

  // Act
  const called = await cloud.call(bundles.stop, stopEvent('not an alarm at all'), { remainingMs: 110_000 })

  // Assess
  expect(quoted).toBe(1)
  expect(called).toMatchObject({ result: { is: 'done' } })
  expect(cloud.exchange.openOrders(ACCOUNT)).toEqual([])
  expect(await control()).toMatchObject({ halted: true, haltSeq: 2, doneSeq: 2, codes: ['ALARM'] })
  expect(cloud.secretsRead).toEqual(['/polymarket-market-maker/api-credentials'])
  expectNoSecret(called)
})

test.each([
  ['no secret can be read', { AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:1' }],
  ['the configuration is broken', { CONFIG: '{}' }],
])('STOP as deployed latches even where %s, and fails so that it is tried again', async (_, env) => {
  // Prepare
  await startArmed(cloud.store)

  // Act
  const called = await cloud.call(bundles.stop, stopEvent('{"AlarmName":"NoTick","NewStateValue":"ALARM"}'), {
    remainingMs: 70_000,
    env,
  })

  // Assess
  expect(called.error).toMatch(/^StopNotDoneError: STOP is not done/)
  expect(await control()).toMatchObject({ halted: true, haltSeq: 2, doneSeq: 1, codes: ['ALARM'] })
})

test('an alarm that went back to OK stops nothing', async () => {
  // Prepare
  await startArmed(cloud.store)

  // Act
  const called = await cloud.call(bundles.stop, stopEvent('{"AlarmName":"NoTick","NewStateValue":"OK"}'), {
    remainingMs: 70_000,
  })

  // Assess
  expect(called.result).toBe('no stop')
  expect(await control()).toMatchObject({ halted: false, haltSeq: 1 })
})

describe('stage paper as deployed', () => {
  const paperEnv = () => ({
    CONFIG: JSON.stringify({ ...cloud.config, stage: 'paper' }),
    // Whoever asked for a secret would be answered by nobody.
    AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:1',
  })
  const paperOrders = async () => {
    const read = await cloud.paper.all()
    return read.ok ? read.value.flatMap(({ body }) => (body as PaperAccount).orders) : read.unknown
  }

  test('quotes on paper without a key, a secret or an order at the venue; STOP takes the quote off', async () => {
    // Prepare
    const env = paperEnv()
    await startArmed(cloud.store)

    // Act
    await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000, env })
    const called = await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000, env })
    const quoted = await paperOrders()
    const stopped = await cloud.call(bundles.stop, stopEvent('enough'), { remainingMs: 110_000, env })

    // Assess
    expect(called).toMatchObject({ result: { failures: [], busy: [] } })
    expect(quoted).toMatchObject([{ side: 'BUY', end: null }])
    expect(stopped).toMatchObject({ result: { is: 'done' } })
    expect(await paperOrders()).toMatchObject([{ end: { how: 'cancelled' } }])
    // The first STOP was the arming's own.
    expect(await control()).toMatchObject({ halted: true, haltSeq: 2, doneSeq: 2 })
    expectNothingLeft()
  })

  test('is armed by its own canary, on paper, and for its own stage alone', async () => {
    const armed = await cloud.call(bundles.tick, { command: 'arm' }, { remainingMs: 50_000, env: paperEnv() })
    // The same table under the live configuration.
    const live = await cloud.call(bundles.tick, tickEvent(), { remainingMs: 50_000 })

    expect(armed).toMatchObject({ result: { command: 'arm', armed: { is: 'armed' } } })
    expect(await paperOrders()).toMatchObject([{ priceMicros: 110_000, end: { how: 'cancelled' } }])
    expect(live.error).toMatch(/written in stage "paper", and this is stage "live"/)
    expectNothingLeft()
  })

  function expectNothingLeft(): void {
    expect(cloud.secretsRead).not.toContain('/polymarket-market-maker/wallet-key')
    expect(cloud.exchange.orders(ACCOUNT)).toEqual([])
    for (const route of cloud.routes()) expect(route).toMatch(/^GET /)
  }
})
