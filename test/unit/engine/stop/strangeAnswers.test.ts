import { describe, expect, test } from 'vitest'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { halted, holding, id, MARKET, now, order, state } from '../../../support/build.ts'
import { type Bench, bench } from '../../../support/engineBench.ts'

/** What no port answers by its contract. */
const STRANGE: readonly (readonly [string, () => unknown])[] = [
  [
    'an exception',
    () => {
      throw new Error('a broken call')
    },
  ],
  ['a rejection without a reason', () => Promise.reject(undefined)],
  ['nothing', async () => undefined],
  ['null', async () => null],
  ['an object without anything', async () => ({})],
  ['a read without a value', async () => ({ ok: true })],
  ['a word for a value', async () => ({ ok: true, value: 'x', asOf: now })],
  ['a list of anything', async () => ({ ok: true, value: [null, 5, {}, { market: MARKET, state: {} }] })],
  ['an outcome of another name', async () => ({ is: 'word' })],
]
/** Only the first such call, the second, the third; or each. */
const WHICH = [1, 2, 3, 'each'] as const
const CALLS = [
  ['store', ['control', 'marketItems', 'latchMessage', 'latchCondition', 'stopDone', 'ledgerOrder']],
  ['venue', ['cancel', 'order', 'openOrders', 'timeMs']],
] as const

/** STOP 4 is active and not done, and one entry rests. */
function stopping(): Bench {
  const of = bench({ state: state({ folded: holding(20), orders: [order()] }), control: halted() })
  const { id: key, ...rest } = order()
  of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
  return of
}

function spoil(
  of: Bench,
  where: 'store' | 'venue',
  call: string,
  which: number | 'each',
  how: () => unknown,
) {
  const port = of.ports[where] as unknown as Record<string, (...args: readonly unknown[]) => unknown>
  const sound = port[call]?.bind(port)
  let calls = 0
  port[call] = (...args) => {
    calls += 1
    return which === 'each' || which === calls ? how() : sound?.(...args)
  }
}

describe.each(CALLS.flatMap(([where, calls]) => calls.map((call) => [where, call] as const)))(
  'a STOP by message, where the %s’s %s answers with',
  (where, call) => {
    test.each(STRANGE)('%s ends in an answer, and its order is cancelled', async (_, how) => {
      for (const which of WHICH) {
        const of = stopping()
        spoil(of, where, call, which, how)

        const stopped = await runStop(
          of.ports,
          of.stack,
          { by: 'message', reason: { code: 'ALARM', text: 'an alarm', atMs: now } },
          of.later(60),
        )

        expect(['done', 'not yet', 'nothing to do']).toContain(stopped.is)
        expect(of.venue.orders.get(id(1))?.status).toBe('TERMINAL')
      }
    })
  },
)
