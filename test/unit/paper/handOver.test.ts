import { describe, expect, test } from 'vitest'
import { epochMs, type OrderId } from '../../../shared/domain/units.ts'
import type { TradesLooked } from '../../../shared/paper/tradesLooked.ts'
import type { LiveLook, LiveTrades } from '../../../shared/ports/liveTrades.ts'
import type { PublicTrade } from '../../../shared/ports/publicFeed.ts'
import { type PaperStage, paperStage, START, trade } from '../../support/paperStage.ts'

/** A channel that a test lets hear and lose; times in seconds after the start. */
interface Script {
  hears: boolean
  is: LiveLook['is']
  trades: readonly PublicTrade[]
  /** Complete until then; null: until a second ago. */
  untilSeconds: number | null
}

function onChannel(): { stage: PaperStage; script: Script; looks: TradesLooked[] } {
  const script: Script = { hears: true, is: 'heard', trades: [], untilSeconds: null }
  const looks: TradesLooked[] = []
  const live: LiveTrades = {
    hears: () => script.hears,
    look: async (_market, sinceMs) => {
      if (script.is === 'unheard') return { is: 'unheard' }
      const untilMs =
        script.untilSeconds === null ? stage.clock.nowMs() - 1_000 : START + script.untilSeconds * 1_000
      const trades = script.trades.filter(({ stampedAtMs }) => stampedAtMs >= sinceMs)
      return { is: script.is, trades, untilMs: epochMs(untilMs), lagMs: 40 }
    },
  }
  const stage = paperStage({ live, watch: (_market, looked) => void looks.push(looked) }, { lagMs: 0 })
  return { stage, script, looks }
}

const matched = (stage: PaperStage): number => (stage.book().orders[0]?.matchedMicros ?? -1) / 1_000_000

describe('an order whose trades the channel tells', () => {
  test('fills by their exact instants, from the one it rests to the one it ends', async () => {
    // It rests at 0.3 s and is cancelled 0.3 s after the look at 40 s.
    const { stage, script } = onChannel()
    await stage.post('BUY', 48, 20)
    await stage.lookAt(40)
    await stage.venue.cancelAll()
    script.trades = [
      trade('SELL', 47, 1, 0.3),
      trade('SELL', 47, 2, 0.301),
      trade('SELL', 47, 4, 40.3),
      trade('SELL', 47, 8, 40.301),
    ]
    await stage.lookAt(45)

    expect(matched(stage)).toBe(6)
    expect(stage.book()).toMatchObject({ source: 'channel', gapCount: 0 })
  })

  test('is settled as soon as they are known, and the index is not asked', async () => {
    const { stage, looks } = onChannel()
    await stage.post('BUY', 48, 20)
    await stage.lookAt(40)
    await stage.venue.cancelAll()
    await stage.lookAt(42)

    expect(stage.book().orders[0]?.finalAtMs).not.toBeNull()
    expect(stage.feed.asked).not.toContain('trades')
    expect(looks.at(-1)).toEqual({ source: 'channel', lagMs: 40, waitMs: 1_000 })
  })

  test('a trade that comes at two looks, or late among newer ones, is counted once', async () => {
    const { stage, script } = onChannel()
    await stage.post('BUY', 48, 20)
    const first = trade('SELL', 47, 2, 10)
    script.trades = [first]
    await stage.lookAt(11)
    script.trades = [first, trade('SELL', 47, 3, 10.5), first]
    await stage.lookAt(12)
    await stage.lookAt(13)

    expect(matched(stage)).toBe(5)
  })
})

describe('a lost channel', () => {
  test('hands over to the index: what the channel counted is not counted again, what came later is', async () => {
    const { stage, script, looks } = onChannel()
    await stage.post('BUY', 48, 20)
    script.trades = [trade('SELL', 47, 2, 10)]
    await stage.lookAt(20)
    // Heard until second 30. The index has the same trade, stamped later, and one that nobody heard.
    Object.assign(script, { is: 'lost', hears: false, untilSeconds: 30 })
    stage.feed.trades = [trade('SELL', 47, 2, 14), trade('SELL', 47, 3, 33), trade('SELL', 47, 4, 30)]
    await stage.lookAt(40)

    expect(matched(stage)).toBe(9)
    expect(stage.book()).toMatchObject({ source: 'index', gapCount: 0 })
    expect(looks.map(({ source }) => source)).toEqual(['channel', 'index'])
  })

  test('just after a trade that met us is a gap: it is reported, and the order ends with what it had', async () => {
    const { stage, script } = onChannel()
    await stage.post('BUY', 48, 20)
    script.trades = [trade('SELL', 47, 2, 29)]
    await stage.lookAt(29.5)
    Object.assign(script, { is: 'lost', hears: false, untilSeconds: 30 })
    // The trade of second 29 is in the index as late as 34: from there nobody can tell the two apart.
    stage.feed.trades = [trade('SELL', 47, 2, 33), trade('SELL', 47, 5, 34)]
    await stage.lookAt(40)

    expect(matched(stage)).toBe(2)
    expect(stage.book()).toMatchObject({
      gaps: [{ fromMs: START + 30_000, toMs: START + 35_000 }],
      orders: [{ end: { how: 'gap', atMs: START + 30_000 } }],
    })
    expect(stage.pages).toEqual([expect.stringMatching(/public trades from .*00:30.* to .*00:35/)])
  })

  test('of another process: the next goes on by the index from what was stored', async () => {
    const { stage, script } = onChannel()
    await stage.post('BUY', 48, 20)
    script.trades = [trade('SELL', 47, 2, 10)]
    await stage.lookAt(11)
    await stage.lookAt(20)
    // The second process listens too, but not since then.
    script.is = 'unheard'
    stage.feed.trades = [trade('SELL', 47, 2, 14), trade('SELL', 47, 6, 26)]
    await stage.lookAt(60)

    expect(matched(stage)).toBe(8)
    expect(stage.book()).toMatchObject({ source: 'index', gapCount: 0 })
  })

  test('is listened to again from the next order that comes while none waits', async () => {
    const { stage, script } = onChannel()
    script.hears = false
    await stage.post('BUY', 48, 20)
    script.hears = true
    await stage.post('BUY', 47, 20)
    expect(stage.book().source).toBe('index')
    await stage.lookAt(10)
    await stage.venue.cancelAll()
    await stage.lookAt(60)
    await stage.post('BUY', 48, 20)

    expect(stage.book().source).toBe('channel')
    // What the index shows late of the time before is not the new order's.
    script.trades = [trade('SELL', 47, 7, 60.2), trade('SELL', 47, 5, 60.4)]
    await stage.lookAt(61)
    expect(stage.book().orders.at(-1)?.matchedMicros).toBe(5_000_000)
  })
})

test('whenever a channel breaks, no trade fills an order twice', async () => {
  // One trade a second through our price, each of a share; the index stamps them up to five seconds later.
  for (let lostAt = 8; lostAt <= 25; lostAt += 1) {
    for (const lag of [0, 2, 4.6]) {
      const { stage, script } = onChannel()
      await stage.post('BUY', 48, 100)
      const exact = Array.from({ length: 40 }, (_, nth) => trade('SELL', 47, 1, nth + 1.5))
      const stamped = Array.from({ length: 40 }, (_, nth) =>
        trade('SELL', 47, 1, Math.floor(nth + 1.5 + lag)),
      )
      stage.feed.trades = stamped
      script.trades = exact.filter(({ stampedAtMs }) => stampedAtMs < START + 5_000)
      await stage.lookAt(6)
      script.trades = exact.filter(({ stampedAtMs }) => stampedAtMs < START + lostAt * 1_000)
      Object.assign(script, { is: 'lost', hears: false, untilSeconds: lostAt - 2 })
      await stage.lookAt(lostAt)
      await stage.lookAt(50)
      // Every second has a trade that met us: there is no telling apart, and the order ends there.
      const [order] = stage.book().orders
      const name = `lost at ${lostAt}, stamped ${lag} s late`
      expect(order?.matchedMicros, name).toBe(
        exact.filter(({ stampedAtMs }) => stampedAtMs < START + lostAt * 1_000).length * 1_000_000,
      )
      expect(stage.book().gapCount, name).toBe(1)
    }
  }
})

test('a stored book from before there was a channel is still read: the index reported it', async () => {
  const { stage, script } = onChannel()
  script.hears = false
  await stage.post('BUY', 48, 20)
  const stored = [...stage.store.items.values()][0]
  if (stored === undefined) throw new Error('nothing is stored')
  const { source: _, ...old } = stored.body as Record<string, unknown>
  stage.store.items.set(stored.market, { ...stored, body: old })
  stage.feed.trades = [trade('SELL', 47, 4, 20)]
  await stage.lookAt(30)

  expect(stage.book()).toMatchObject({ source: 'index' })
  const id = stage.book().orders[0]?.id as OrderId
  const read = await stage.venue.order(id)
  expect(read).toMatchObject({ ok: true, value: { matchedMicros: 4_000_000 } })
})
