import { setTimeout as wait } from 'node:timers/promises'
import { UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { Random } from '../../desk/feed/random.ts'
import { systemClock } from '../../functions/systemClock.ts'
import { isStopDone } from '../../shared/domain/control.ts'
import { known } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import { controlKey } from '../../shared/dynamodb/table.ts'
import { resume } from '../../shared/engine/operator.ts'
import type { Store } from '../../shared/engine/store.ts'
import type { Bundles } from '../bundle/bundles.ts'
import { configFile, marketFile } from '../unit/config/configFile.ts'
import type { CellPlan } from './cellPlan.ts'
import type { Warp } from './warp.ts'
import { type Outcome, startWorker, type Worker } from './worker.ts'

/** Where the world process listens. */
export interface Hosts {
  readonly clob: string
  readonly data: string
  readonly dynamo: string
  readonly ssm: string
}

export interface Tally {
  kills: number
  started: number
  stops: number
  readonly died: string[]
}

/** Warped, as deployed: the tick has 50 s, STOP a quarter of an hour. */
const TICK_REMAINING_MS = 50_000
const STOP_REMAINING_MS = 900_000
/** Real time from one event of the schedule to the next: often twice within a warped minute, so that runs overlap. */
const TICK_GAP_MS = [200, 1_500] as const
const STOP_GAP_MS = [8_000, 20_000] as const
const MAX_STOP_TRIES = 40

/** One bot under fire: its schedule, its STOPs, its operator, and whoever kills its processes. */
export function createCell(of: {
  readonly plan: CellPlan
  readonly hosts: Hosts
  readonly bundles: Bundles
  readonly warp: Warp
  readonly random: Random
  readonly tally: Tally
  /** Where compiled bundles are kept: hundreds of processes load the same two. */
  readonly cacheFolder: string
}) {
  const { plan, hosts, bundles, warp, random, tally } = of
  const env = { ...environmentOf(plan, hosts), NODE_COMPILE_CACHE: of.cacheFolder }
  const client = createDocumentClient({
    endpoint: hosts.dynamo,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'desk', secretAccessKey: 'desk' },
  })
  const store: Store = createStore({ client, tableName: plan.table, clock: systemClock })
  const workers = { tick: [] as Worker[], stop: [] as Worker[] }
  let underFire = true

  /** A warm process that is free; a new one takes the place of each that was killed. */
  const take = (kind: 'tick' | 'stop', atMost: number): Worker | null => {
    workers[kind] = workers[kind].filter((worker) => !worker.isGone())
    while (workers[kind].length < atMost) {
      tally.started += 1
      workers[kind].push(startWorker(bundles[kind], env, warp))
    }
    return workers[kind].find((worker) => !worker.isBusy()) ?? null
  }
  const run = async (
    worker: Worker,
    event: unknown,
    remainingMs: number,
    killAfterMs: number | null,
  ): Promise<Outcome> => {
    let timer: NodeJS.Timeout | undefined
    const outcome = await worker.run(event, remainingMs, () => {
      if (killAfterMs === null) return
      timer = setTimeout(() => {
        if (worker.isBusy() && worker.kill()) tally.kills += 1
      }, killAfterMs)
    })
    clearTimeout(timer)
    if (outcome.is === 'died') tally.died.push(`${plan.name}: ${outcome.output}`)
    return outcome
  }
  const tickEvent = () => ({ scheduledTime: new Date(warp.nowMs()).toISOString(), executionId: 'kill' })
  const killInstant = (): number | null =>
    !underFire || random.chance(0.15)
      ? null
      : random.chance(0.7)
        ? random.between(0, 900)
        : random.between(0, 5_000)

  const pending = new Set<Promise<unknown>>()
  const track = (promise: Promise<unknown>): void => {
    pending.add(promise)
    promise.then(
      () => pending.delete(promise),
      () => pending.delete(promise),
    )
  }
  const ticks = async (): Promise<void> => {
    while (underFire) {
      const worker = take('tick', 2)
      if (worker !== null) track(run(worker, tickEvent(), TICK_REMAINING_MS, killInstant()))
      await wait(random.between(...TICK_GAP_MS))
    }
  }
  /** As Lambda does: the same event again until its run was brought to its end. */
  const stop = async (event: unknown): Promise<boolean> => {
    tally.stops += 1
    for (let tries = 0; tries < MAX_STOP_TRIES; tries += 1) {
      const worker = take('stop', 1)
      if (worker !== null) {
        const killAfterMs = underFire && random.chance(0.75) ? random.between(0, 2_500) : null
        const outcome = await run(worker, event, STOP_REMAINING_MS, killAfterMs)
        if (outcome.is === 'answered') return true
      }
      await wait(100)
    }
    return false
  }
  const stops = async (): Promise<void> => {
    while (underFire) {
      await wait(random.between(...STOP_GAP_MS))
      if (!underFire) return
      if (random.chance(0.75)) await stop(message('an alarm of the test'))
      else {
        await flip(client, plan.table)
        await stop(STREAM)
      }
    }
  }
  const operator = async (): Promise<void> => {
    while (underFire) {
      await wait(random.between(200, 900))
      const control = await store.control()
      if (!control.ok || control.value === 'absent' || !control.value.halted) continue
      const { value } = control
      if (isStopDone(value) && value.clearedSeq < value.haltSeq)
        await resume({ store } as Parameters<typeof resume>[0], value.haltSeq, known([], epochMs(Date.now())))
    }
  }
  return {
    /** Until it is told to cease. */
    fire: async (): Promise<void> => {
      const armed = await store.arm()
      if (armed.is !== 'written') throw new Error(`${plan.name} was not armed: ${armed.is}`)
      await Promise.all([ticks(), stops(), operator()])
      await Promise.all(pending)
    },
    cease: (): void => {
      underFire = false
    },
    /** A last STOP that nobody disturbs. */
    stop: () => stop(message('the end of the test')),
    /** One tick that nobody disturbs. */
    tick: async (): Promise<Outcome> => {
      const worker = take('tick', 1)
      return worker === null
        ? { is: 'failed', error: 'busy' }
        : await run(worker, tickEvent(), TICK_REMAINING_MS, null)
    },
    close: (): void => {
      for (const worker of [...workers.tick, ...workers.stop]) if (!worker.isGone()) worker.kill()
      client.destroy()
    },
  }
}

function environmentOf(plan: CellPlan, hosts: Hosts): Readonly<Record<string, string>> {
  const config = configFile({
    wallet: { address: plan.account },
    hosts: { clob: hosts.clob, data: hosts.data, gamma: hosts.data },
    cadenceSeconds: 3,
    minGapMs: 200,
    parameters: { walletKey: `/${plan.name}/key`, apiCredentials: `/${plan.name}/api` },
    // A busy machine's hundred milliseconds are most of a warped second: what is late for a Lambda is not late here.
    markets: [
      marketFile({
        market: plan.market,
        token: plan.token,
        maxReadAgeSeconds: 60,
        maxSkewSeconds: 10,
        sendDeadlineMs: 5_000,
      }),
    ],
  })
  return {
    CONFIG: JSON.stringify(config),
    TABLE_NAME: plan.table,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'desk',
    AWS_SECRET_ACCESS_KEY: 'desk',
    AWS_ENDPOINT_URL_DYNAMODB: hosts.dynamo,
    AWS_ENDPOINT_URL_SSM: hosts.ssm,
  }
}

const message = (text: string) => ({ Records: [{ EventSource: 'aws:sns', Sns: { Message: text } }] })
const STREAM = { Records: [{ eventSource: 'aws:dynamodb' }] }

/** As a person in the console: the one attribute, and nothing asked. */
const flip = (client: ReturnType<typeof createDocumentClient>, table: string) =>
  client.send(
    new UpdateCommand({
      TableName: table,
      Key: controlKey,
      UpdateExpression: 'SET #halted = :true',
      ExpressionAttributeNames: { '#halted': 'halted' },
      ExpressionAttributeValues: { ':true': true },
    }),
  )
