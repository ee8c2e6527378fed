import { describe, expect, test } from 'vitest'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { PAPER_TIMING } from '../../../shared/paper/timing.ts'
import { tradesWaitMs } from '../../../shared/paper/tradesWait.ts'
import { paperStage, START, trade } from '../../support/paperStage.ts'

const at = (seconds: number) => epochMs(START + seconds * 1_000)

describe('how long a trade may be hidden after its stamp', () => {
  const cases: readonly [string, Read<number> | null, number | null, number][] = [
    ['nobody can ask: as assumed', null, null, 30],
    ['a quick index: no less than assumed', known(1_000, at(0)), null, 30],
    ['a late index: as it says, and a little', known(120_000, at(0)), null, 125],
    ['a late index that shows a trade of 40 s ago', known(120_000, at(0)), 40, 40],
    ['an index that does not say: as the venue’s cache was seen', unknown('silence'), null, 300],
    ['an index that does not say, and shows a trade of 90 s ago', unknown('silence'), 90, 90],
    ['an index that does not say, and shows a trade of now', unknown('silence'), 1, 30],
  ]
  test.each(cases)('%s', (_name, told, newestSecondsAgo, seconds) => {
    const trades = newestSecondsAgo === null ? [] : [trade('SELL', 48, 1, 1_000 - newestSecondsAgo)]

    const waitMs = tradesWaitMs(
      { trades, fromMs: at(0) },
      { asOf: at(1_000), stated: told, timing: PAPER_TIMING },
    )

    expect(waitMs).toBe(seconds * 1_000)
  })
})

describe('an order that has ended', () => {
  const endedAt40 = async (lagMs: number | null) => {
    const stage = paperStage({}, { lagMs })
    await stage.post('BUY', 48, 20)
    await stage.lookAt(40)
    await stage.venue.cancelAll()
    return stage
  }

  test('is settled when the index says that the trades of its time are shown, and has those', async () => {
    const stage = await endedAt40(120_000)
    await stage.lookAt(100)
    expect(stage.book().orders).toMatchObject([{ finalAtMs: null, matchedMicros: 0 }])
    // A trade of second 20 through our price, shown at last.
    stage.feed.trades = [trade('SELL', 47, 8, 20)]
    await stage.lookAt(150)

    expect(stage.book().orders).toMatchObject([{ finalAtMs: null, matchedMicros: 8_000_000 }])
    await stage.lookAt(166)
    expect(stage.book().orders).toMatchObject([{ matchedMicros: 8_000_000 }])
    expect(stage.book().orders[0]?.finalAtMs).not.toBeNull()
    expect(stage.pages.filter((text) => /public trades may be shown \d+ s late/.test(text))).toHaveLength(1)
  })

  test('waits five minutes where the index does not say, and a newer trade ends the wait', async () => {
    const silent = await endedAt40(null)
    await silent.lookAt(330)
    expect(silent.book().orders).toMatchObject([{ finalAtMs: null }])
    await silent.lookAt(342)
    expect(silent.book().orders[0]?.finalAtMs).not.toBeNull()

    const busy = await endedAt40(null)
    busy.feed.trades = [trade('BUY', 52, 1, 60)]
    await busy.lookAt(90)
    expect(busy.book().orders[0]?.finalAtMs).not.toBeNull()
    expect(silent.pages[0]).toMatch(/public trades may be shown 300 s late; lag: silence/)
  })

  test('is settled after thirty seconds where the index is quick, and nothing is reported', async () => {
    const stage = await endedAt40(2_000)
    await stage.lookAt(72)

    expect(stage.book().orders[0]?.finalAtMs).not.toBeNull()
    expect(stage.pages).toEqual([])
  })
})
