import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { PAPER_WALLET, type Stage } from '../../../shared/domain/stage.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { disarm, resume } from '../../../shared/operator/operator.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { now, settings, WALLET } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { armed } from './controlItems.ts'
import { startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeEach(async () => {
  table = await startTable()
})
afterEach(() => table.close())

/** One bot of a stage on the table of this test; its venue takes whatever it is sent. */
function botOf(stage: Stage) {
  const of = bench({
    stack: { wallet: stage === 'paper' ? PAPER_WALLET : WALLET },
    settings: settings({ regime: { minHistoryMs: 0 } }),
  })
  const clock = of.clock
  const store: Store = createStore({ client: table.client, tableName: table.tableName, clock, stage })
  const ports = { ...of.ports, store }
  return {
    ...of,
    ports,
    store,
    invoke: () => runInvocation(ports, of.stack, of.later(45)),
    stop: () =>
      runStop(
        ports,
        of.stack,
        { by: 'message', reason: { code: 'ALARM', text: 'a test', atMs: now } },
        of.later(60),
      ),
  }
}

const SWITCHES: readonly (readonly [Stage, Stage])[] = [
  ['paper', 'live'],
  ['live', 'paper'],
]

describe.each(SWITCHES)('a table of stage %s under a configuration of stage %s', (written, here) => {
  const told = `written in stage "${written}", and this is stage "${here}"`

  test('is not traded on, not armed, not resumed, not changed, and says what to do', async () => {
    // Prepare: armed and with an order on the book.
    const owner = botOf(written)
    await startArmed(owner.store)
    await owner.invoke()
    expect(owner.venue.posted.length).toBeGreaterThan(0)
    const before = await table.store.marketItems()

    // Act
    const stranger = botOf(here)
    const reports = [await stranger.invoke(), await stranger.invoke()]

    // Assess
    expect(stranger.venue.posted).toEqual([])
    expect(stranger.venue.calls.filter((call) => call === 'cancel' || call === 'cancelMarket')).toEqual([])
    for (const { failures } of reports) expect(failures.join('\n')).toContain(told)
    expect(failuresOf(reports)).toContain('give each stage its own table')
    expect(await stranger.store.control()).toMatchObject({
      ok: false,
      unknown: expect.stringContaining(told),
    })
    expect(await stranger.store.arm()).not.toMatchObject({ is: 'armed' })
    expect(await disarm({ store: stranger.store })).toMatchObject({
      is: 'refused',
      why: expect.stringContaining(told),
    })
    expect(await resume({ store: stranger.store }, 1, known([], now))).toMatchObject({ is: 'refused' })
    expect(statesOf(await table.store.marketItems())).toEqual(statesOf(before))
  })

  test('goes on where it was, once the stage is set back', async () => {
    const owner = botOf(written)
    await startArmed(owner.store)
    await owner.invoke()
    await botOf(here).invoke()
    const report = await owner.invoke()
    expect(report.failures).toEqual([])
    expect(await owner.store.control()).toMatchObject({ ok: true, value: { halted: false } })
  })

  test('is halted by a STOP all the same, which is not called done', async () => {
    const owner = botOf(written)
    await startArmed(owner.store)
    const stopped = await botOf(here).stop()
    expect(stopped).toMatchObject({ is: 'not yet', why: expect.stringContaining(told) })
    expect(await owner.store.control()).toMatchObject({ ok: true, value: { halted: true, haltSeq: 2 } })
  })

  test('armed for one stage, an empty table is not armed for the other', async () => {
    // Prepare: no market item yet that could tell.
    await startArmed(botOf(written).store)

    // Act
    const stranger = botOf(here)
    await stranger.invoke()

    // Assess
    expect(stranger.venue.posted).toEqual([])
    expect(stranger.told.ticks.every(({ seen }) => !seen.control.ok)).toBe(true)
  })

  test('disarmed, it is armed by its own stage alone', async () => {
    await startArmed(botOf(written).store)
    await botOf(written).store.disarm()

    expect(await botOf(here).store.arm()).toEqual({ is: 'lost' })
    expect(await botOf(written).store.arm()).toMatchObject({ is: 'armed' })
  })

  test('without a stage, it is armed by whoever comes first, and theirs from then on', async () => {
    await table.putControl({ schema: 1, armed: false, halted: false, haltSeq: 0, doneSeq: 0, clearedSeq: 0 })

    expect(await botOf(written).store.arm()).toMatchObject({ is: 'armed' })
    expect(await table.read(controlKey)).toMatchObject({ armed: true, stage: written })
  })
})

test('a table from before the stage was noted is one of stage live', async () => {
  // Prepare
  await table.putControl(armed)
  const live = botOf('live')

  // Act
  await live.invoke()
  const paper = botOf('paper')
  const report = await paper.invoke()

  // Assess
  expect(live.venue.posted.length).toBeGreaterThan(0)
  expect(paper.venue.posted).toEqual([])
  expect(report.failures.join('\n')).toContain('written in stage "live"')
})

const failuresOf = (reports: readonly { readonly failures: readonly string[] }[]): string =>
  reports.flatMap(({ failures }) => failures).join('\n')

type Items = Awaited<ReturnType<Store['marketItems']>>
const statesOf = (items: Items) => (items.ok ? items.value.map(({ state: each }) => each) : items.unknown)
