import { describe, expect, test } from 'vitest'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { PostOutcome } from '../../../shared/machine/decision.ts'
import { openState, state } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

/** One invocation a minute, as the schedule starts them. */
async function minutes(of: Bench, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    const endMs = of.clock.nowMs() + 60_000
    await runInvocation(of.ports, of.stack, of.later(45))
    of.clock.advance(endMs - of.clock.nowMs())
  }
}

const refusing = (of: Bench, answer: PostOutcome): Bench => {
  of.venue.onPost = () => ({ place: false, answer })
  return of
}

describe('a venue that refuses every post', () => {
  test.each<readonly [string, Bench, PostOutcome, number, RegExp]>([
    [
      'each SELL in listed words',
      bench({ state: openState }),
      { is: 'rejected', code: 'other', text: 'Invalid order payload' },
      70,
      /^SELL refused 3 times in a row: Invalid order payload: /,
    ],
    [
      'each BUY as crossing',
      bench({ state: state() }),
      { is: 'rejected', code: 'crosses', text: 'order crosses book' },
      16,
      /^entry refused 3 times in a row: order crosses book: /,
    ],
    [
      'each BUY for its size',
      bench({ state: state() }),
      { is: 'rejected', code: 'size', text: 'Size (3) lower than the minimum: 5' },
      10,
      /^entry refused: Size .*: raise entryUsdc/,
    ],
  ])(
    '%s: it is tried at growing intervals, and a person is paged once',
    async (_, of, answer, most, page) => {
      refusing(of, answer)

      await minutes(of, 60)

      const refused = of.told.pages.filter((text) => / refused/.test(text))
      expect(of.venue.posted.length).toBeGreaterThan(5)
      expect(of.venue.posted.length).toBeLessThanOrEqual(most)
      expect(refused).toEqual([expect.stringMatching(page)])
      expect(of.control().codes).toEqual([])
    },
  )

  test('in words on no list, each order gone at the next look: the same', async () => {
    const of = refusing(bench({ state: openState }), {
      is: 'unknown',
      why: 'the moon is not right',
      refused: true,
    })
    // By hash the venue says at once that the order is over: nothing but the pause holds the next one.
    const asked = of.venue.order.bind(of.venue)
    of.venue.order = async (id) => {
      const read = await asked(id)
      const sent = of.venue.posted.find((each) => each.id === id)
      return sent === undefined || !read.ok
        ? read
        : {
            ...read,
            value: {
              ...sent.draft,
              id,
              status: 'TERMINAL',
              matchedMicros: 0,
              createdAtMs: read.asOf,
            } as never,
          }
    }

    await minutes(of, 30)

    expect(of.venue.posted.length).toBeGreaterThan(10)
    expect(of.venue.posted.length).toBeLessThanOrEqual(40)
    expect(of.told.pages.filter((text) => / refused/.test(text))).toEqual([
      expect.stringMatching(/^SELL refused: the moon is not right: the bot does not know this answer/),
    ])
  })

  test('once it takes orders again the exit rests, and the pauses are forgotten', async () => {
    const of = refusing(bench({ state: openState }), { is: 'rejected', code: 'tick', text: 'tick' })
    await minutes(of, 5)
    of.venue.onPost = () => null
    await minutes(of, 2)

    expect(
      [...of.venue.orders.values()].filter(({ side, status }) => side === 'SELL' && status === 'LIVE'),
    ).toHaveLength(1)
    expect(of.stored().suspicion.refusals).toEqual({})
  })
})
