import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { marketId, monotonicMs } from '../../../shared/domain/units.ts'
import { mayNotSend } from '../../../shared/engine/act.ts'
import {
  cents,
  decide,
  halted,
  id,
  MARKET,
  now,
  observation,
  openState,
  posts,
  running,
  state,
} from '../../support/build.ts'
import { bench, hold, storedOrder, tick, ticked } from '../../support/engineBench.ts'

describe('posting at most once', () => {
  test('goes: sign, intent, control, post, persist', async () => {
    const of = bench()
    const steps: string[] = []
    of.store.before = (call) => void steps.push(call)
    of.venue.before = (call) => void (['sign', 'post'].includes(call) && steps.push(call))

    await tick(of)

    expect(steps).toEqual(['acquire', 'control', 'sign', 'commit', 'control', 'post', 'commit', 'release'])
  })

  test('the intent is stored, with hash, salt and timestamp, before anything is sent', async () => {
    const of = bench()
    let stored: unknown
    of.venue.onPost = () => {
      stored = of.stored()
      return null
    }

    await tick(of)

    expect(stored).toMatchObject({
      phase: 'ENTRY_PENDING',
      orders: [
        {
          id: of.venue.posted[0]?.id,
          life: { at: 'INTENDED' },
          salt: of.venue.posted[0]?.salt,
          timestamp: String(now),
        },
      ],
    })
  })

  test.each(['before', 'after'] as const)(
    'an intent whose write gets no answer (%s) is not sent',
    async (fault) => {
      const of = bench()
      of.store.fault = (call) => (call === 'commit' ? fault : null)

      const result = await tick(of)

      expect(result.is).toBe('unknown')
      expect(of.venue.posted).toEqual([])
      // Where it was written after all, the next holder finds an order that may be live.
      expect(of.stored().orders).toHaveLength(fault === 'after' ? 1 : 0)
      expect(of.told.ticks[0]?.outcome).toBe('unknown')
    },
  )

  test('a holder overtaken while it decides sends nothing and writes nothing', async () => {
    const of = bench()
    const mine = await hold(of)
    of.store.before = (call) => {
      const item = of.store.items.get(MARKET)
      if (call === 'commit' && item !== undefined)
        of.store.items.set(MARKET, { ...item, fence: item.fence + 1 })
    }

    const result = await tick(of, mine)

    expect(result).toMatchObject({ is: 'lost' })
    expect(of.venue.posted).toEqual([])
    expect(of.stored()).toEqual(state())
    expect(of.told.ticks[0]?.outcome).toBe('lost')
  })

  test('a holder whose lease ran out while it observed judges nothing', async () => {
    const of = bench()
    const mine = await hold(of)
    of.clock.advance(56_000)
    await hold(of)

    const result = await tick(of, mine)

    expect(result).toMatchObject({ is: 'lost' })
    expect(of.venue.posted).toEqual([])
    expect(of.stored()).toEqual(state())
  })

  test.each([
    ['halted meanwhile', () => halted()],
    ['halted by hand meanwhile', () => ({ ...running, halted: true })],
    ['disarmed meanwhile', () => ({ ...running, armed: false })],
    ['draining meanwhile', () => ({ ...running, drain: true })],
    ['resumed from an older halt', () => ({ ...running, haltSeq: 4 })],
    ['gone meanwhile', () => null],
  ])(
    'the control item is read again after the intent: %s, the order is closed as unsent',
    async (_, next) => {
      const of = bench()
      of.store.before = (call) => {
        if (call === 'control' && of.store.calls.includes('commit')) of.store.control_ = next()
      }

      const result = await tick(of)

      expect(result.is).toBe('done')
      expect(of.venue.posted).toEqual([])
      expect(storedOrder(of)).toMatchObject({ life: { at: 'DEAD', how: 'unsent' }, closedAtMs: now })
      expect(of.stored().phase).toBe('IDLE')
    },
  )

  test('an unreadable control item sends nothing', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'control' && of.store.calls.includes('commit') ? 'before' : null)

    await tick(of)

    expect(of.venue.posted).toEqual([])
    expect(storedOrder(of).life).toMatchObject({ how: 'unsent' })
  })

  test('a control item read longer ago than sendDeadlineMs sends nothing', async () => {
    const of = bench()
    of.store.before = (call) => {
      if (call === 'control' && of.store.calls.includes('commit')) of.clock.advance(2001)
    }

    await tick(of)

    expect(of.venue.posted).toEqual([])
    expect(storedOrder(of).life).toMatchObject({ how: 'unsent' })
  })

  test('what is sent must leave by the deadline of that read', async () => {
    const of = bench()
    let sendBy = monotonicMs(0)
    const post = of.venue.post.bind(of.venue)
    of.venue.post = async (signed, by) => {
      sendBy = by
      return post(signed, by)
    }

    await tick(of)

    expect(sendBy).toBe(now + 2000)
  })

  test('an order that is not signed is not stored, and somebody is paged', async () => {
    const of = bench()
    of.venue.signing = () => 'amounts differ'

    await tick(of)

    expect(of.stored().orders).toEqual([])
    expect(of.told.pages).toEqual([expect.stringMatching(/^a BUY could not be signed: amounts differ; /)])
  })

  test('after an unknown outcome nothing is posted, nothing signed, until it is resolved', async () => {
    const of = bench()
    of.venue.onPost = (signed) => {
      // It lands ten seconds later.
      late = signed
      return { place: false, answer: { is: 'unknown', why: 'time-out' } }
    }
    let late: Parameters<typeof of.venue.place>[0] | undefined

    await tick(of)
    of.clock.advance(10_000)
    await tick(of)
    if (late !== undefined) of.venue.place(late)
    of.clock.advance(10_000)
    await tick(of)

    expect(of.venue.posted).toHaveLength(1)
    expect(of.venue.calls.filter((call) => call === 'sign')).toHaveLength(1)
    expect(storedOrder(of).life).toEqual({ at: 'LIVE' })
  })

  test('an order accepted under another id is known by both, and a STOP', async () => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'accepted', id: id(999) } })

    await tick(of)

    expect(storedOrder(of)).toMatchObject({ otherId: id(999), life: { at: 'LIVE' } })
    expect(of.control()).toMatchObject({ halted: true, codes: ['ORDER_ID'] })
  })

  test.each([
    ['version', 'ORDER_ID'],
    ['region', 'REGION'],
    ['account', 'ACCOUNT'],
    ['signature', 'ACCOUNT'],
  ] as const)('a refusal of kind %s is a STOP %s', async (code, stop) => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'rejected', code, text: code } })

    await tick(of)

    expect(of.control().codes).toEqual([stop])
    expect(storedOrder(of)).toMatchObject({ life: { how: 'rejected' }, closedAtMs: now })
  })

  test('a quote that would have crossed is quoted again in the next tick', async () => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'rejected', code: 'crosses', text: 'crosses' } })

    await tick(of)
    of.clock.advance(of.stack.minGapMs ?? 0)
    await tick(of)

    expect(of.venue.posted).toHaveLength(2)
    expect(new Set(of.venue.posted.map((signed) => signed.id)).size).toBe(2)
  })

  test('a SELL refused for another reason than balance is no STOP', async () => {
    const of = bench({ state: openState })
    of.venue.onPost = () => ({ place: false, answer: { is: 'rejected', code: 'tick', text: 'tick' } })

    await tick(of)

    expect(of.control().codes).toEqual([])
    expect(of.stored().phase).toBe('POSITION_OPEN')
  })

  test('a crash between post and persist leaves an order that may be live, and no second one', async () => {
    const of = bench()
    of.store.fault = (call) => (call === 'commit' && of.venue.posted.length > 0 ? 'before' : null)
    await tick(of)
    of.store.fault = () => null

    await ticked(of)

    expect(of.venue.posted).toHaveLength(1)
    expect(storedOrder(of).life).toEqual({ at: 'LIVE' })
  })
})

describe('what may be sent under which control item', () => {
  const [entry] = posts(decide(state(), observation()).decision.actions)
  if (entry === undefined) throw new Error('no entry to try')
  const flatten = { ...entry, side: 'SELL', purpose: 'flatten', haltSeq: 4 } as const
  const canary = { ...entry, purpose: 'canary' } as const
  const exit = { ...entry, side: 'SELL', purpose: 'exit' } as const
  const request = { seq: 4, markets: [MARKET], floorMicros: cents(1) }
  const done = halted({ doneSeq: 4, flatten: request })
  const OTHER = marketId('0xbb')

  test.each([
    ['an entry while running', entry, running, true],
    ['no entry while draining', entry, { ...running, drain: true }, false],
    ['no entry while its market is drained', entry, { ...running, drainMarkets: [MARKET] }, false],
    ['an exit while its market is drained', exit, { ...running, drainMarkets: [MARKET] }, true],
    ['an entry while another market is drained', entry, { ...running, drainMarkets: [OTHER] }, true],
    ['no entry while there is no control item', entry, 'absent' as const, false],
    ['an exit while draining', exit, { ...running, drain: true }, true],
    ['no exit while halted', exit, halted(), false],
    ['a flatten of the halt it was asked in', flatten, done, true],
    ['no flatten of another halt', flatten, { ...done, haltSeq: 5 }, false],
    ['no flatten whose request is gone', flatten, { ...done, flatten: null }, false],
    ['no flatten while running', flatten, { ...running, haltSeq: 4, clearedSeq: 4, flatten: request }, false],
    ['no flatten without a control item', flatten, 'absent' as const, false],
    ['a canary before arming', canary, { ...running, armed: false }, true],
    ['a canary on a fresh stack', canary, 'absent' as const, true],
    ['no canary once armed', canary, running, false],
    ['no canary after a STOP that is done', canary, { ...done, armed: false }, false],
    ['no canary while the flag is set by hand', canary, { ...running, armed: false, halted: true }, false],
  ])('%s', (_, draft, control, may) => {
    expect(mayNotSend(draft, known(control, now)) === null).toBe(may)
    expect(mayNotSend(draft, unknown('no answer'))).toContain('cannot be read')
  })
})
