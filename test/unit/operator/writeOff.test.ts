import { describe, expect, test } from 'vitest'
import type { StopReason } from '../../../shared/domain/control.ts'
import { type EpochMs, epochMs, marketId } from '../../../shared/domain/units.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { adopt } from '../../../shared/operator/adopt.ts'
import { disarm, resume } from '../../../shared/operator/operator.ts'
import { at, halted, id, MARKET, order, settings, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench, runMinutes } from '../../support/engineBench.ts'
import { NO_ITEM } from '../../support/storedItem.ts'

/** A post without an answer, by credentials that nobody has any more: its hash never reads. Dead at 280 s. */
function lost(): Bench {
  const made = bench({
    state: state({
      orders: [
        order({ postedBy: 'replaced', life: { at: 'UNKNOWN', sinceMs: at(0) }, expiresAtMs: at(280) }),
      ],
    }),
    control: halted(),
  })
  made.venue.silent.add('order')
  return made
}

const request = { market: MARKET, tokenId: TOKEN, resolved: false, priceMicros: null }
const giveUp = (of: Bench) => adopt(of.ports, of.stack, { ...request, undecided: true })
const why = (adopted: Awaited<ReturnType<typeof adopt>>) => (adopted.is === 'refused' ? adopted.why : null)

describe('an order that nothing proves dead, by credentials that were replaced', () => {
  test('is paged with its way out, and by itself stays forever', async () => {
    const of = lost()
    await runMinutes(of, 60)

    expect(of.stored().orders).toMatchObject([{ life: { at: 'UNKNOWN' } }])
    expect(of.told.pages.filter((text) => text.includes('but not proven dead'))).toEqual([
      expect.stringContaining('"npx bot adopt --undecided"'),
    ])
    expect(why(await adopt(of.ports, of.stack, request))).toMatch(
      /may still be live.*"npx bot adopt --undecided"/,
    )
  })

  test('of a market that left is not given up before the slack it was traded under', async () => {
    const of = lost()
    const base = settings()
    const tradedUnder = { ...base, safety: { ...base.safety, expirySlackMs: 600_000 } }
    of.store.items.set(MARKET, { ...NO_ITEM, rev: 1, state: { ...of.stored(), tradedUnder } })
    const other = { ...base, market: marketId(`0x${'22'.repeat(32)}`) }
    of.clock.advance(800_000)

    const adopted = await adopt(of.ports, { ...of.stack, markets: [other] }, { ...request, undecided: true })

    // 280 s, and 600, and a minute: not 280, 120 and a minute.
    expect(why(adopted)).toBe(`order ${id(1)} may be live until ${new Date(at(940)).toISOString()}: wait`)
  })

  test('is given up by the operator once its date is past: the STOP is done, and the way leads to disarmed', async () => {
    const of = lost()
    await runMinutes(of, 15)

    expect(await giveUp(of)).toMatchObject({ is: 'adopted', state: { phase: 'IDLE', orders: [] } })

    expect(await of.ports.store.ledgerOrder(MARKET, id(1))).toMatchObject({ ok: true, value: { id: id(1) } })
    const reason: StopReason = { code: 'OPERATOR', text: 'again', atMs: epochMs(of.clock.nowMs()) }
    await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(60))
    expect(of.control().doneSeq).toBe(of.control().haltSeq)
    const { haltSeq } = of.control()
    expect(await resume(of.ports, haltSeq, { ok: true, value: [], asOf: at(0) })).toEqual({ is: 'done' })
    expect(await disarm(of.ports)).toEqual({ is: 'done' })
  })

  test.each<readonly [string, number, (of: Bench) => void, RegExp]>([
    ['before its date is past', 4, () => undefined, /may be live until .*: wait/],
    [
      "by the venue's clock, which is behind",
      15,
      (of) => Object.assign(of.venue, { timeMs: async () => clock(at(300)) }),
      /may be live until/,
    ],
    [
      "while the venue's clock cannot be read",
      15,
      (of) => of.venue.silent.add('timeMs'),
      /clock cannot be read/,
    ],
    ['while its cancel has no answer', 15, (of) => of.venue.silent.add('cancel'), /was not answered/],
    [
      'while the list cannot be read',
      15,
      (of) => of.venue.silent.add('openOrders'),
      /open orders cannot be read/,
    ],
    [
      'while the list may lack some',
      15,
      (of) => Object.assign(of.venue, { listIsWhole: false }),
      /may be incomplete/,
    ],
  ])('%s it cannot be given up', async (_, passed, spoil, says) => {
    const of = lost()
    await runMinutes(of, passed)
    spoil(of)

    expect(why(await giveUp(of))).toMatch(says)
    expect(of.stored().orders).toHaveLength(1)
  })
})

const clock = (value: EpochMs) => ({ ok: true as const, value, asOf: epochMs(value) })
