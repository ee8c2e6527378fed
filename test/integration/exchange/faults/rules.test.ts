import { expect, test } from 'vitest'
import { FAULTS, faultsHelp } from '../../../../desk/exchange/faults/catalogue.ts'
import { createFaults } from '../../../../desk/exchange/faults/createFaults.ts'
import { formatFaultRule, parseFaultRule } from '../../../../desk/exchange/faults/faultRule.ts'

const request = (route: string, nowMs = 0) => ({ route, body: '', nowMs })

/** Which of `count` requests of a route, a second apart, suffer. */
function struckBy(rule: string, count: number, route = 'POST /order', seed = 1): readonly number[] {
  const { http } = createFaults({ seed, rules: [rule] })
  return Array.from({ length: count }, (_, i) => i + 1).filter((n) => http(request(route, n * 1000)) !== null)
}

test.each<[string, ReturnType<typeof parseFaultRule>]>([
  ['POST /order: drop-after, nth 3', { route: 'POST /order', fault: 'drop-after', when: { nth: [3, 3] } }],
  ['*: 429 2, p=0.05', { route: '*', fault: '429', argument: '2', when: { probability: 0.05 } }],
  [
    'GET /data/*: stale 5s, every 10, after 60s, for 2m',
    {
      route: 'GET /data/*',
      fault: 'stale',
      argument: '5s',
      when: { every: 10, afterMs: 60_000, forMs: 120_000 },
    },
  ],
  [
    'POST /order: reply 400 not enough balance / allowance: balance: 1, sum: 2',
    {
      route: 'POST /order',
      fault: 'reply',
      argument: '400 not enough balance / allowance: balance: 1, sum: 2',
      when: {},
    },
  ],
])('%s means what it says, and is written back the same way', (text, rule) => {
  expect(parseFaultRule(text)).toEqual(rule)
  expect(parseFaultRule(formatFaultRule(rule))).toEqual(rule)
})

test.each([
  ['drop-after', /ROUTE: FAULT/],
  ['POST /order: drop-sideways', /drop-sideways: no such fault/],
  ['POST /order: drop-after, nth 0', /nth 0: .*from 1/],
  ['POST /order: drop-after, nth 5..3', /nth 5\.\.3/],
  ['POST /order: drop-after, p 1.5', /p 1\.5: .*0 to 1/],
  ['POST /order: drop-after, after soon', /after soon: .*a time/],
  ['POST /order: drop-after 5s', /"5s" does not belong here/],
  ['POST /ordr: drop-after', /no route is called "POST \/ordr"/],
  ['POST /order: stale 5s', /"stale" strikes GET \/data\/orders/],
  ['GET /data/orders: stale', /a time such as/],
  ['GET /data/orders: late-fill', /"late-fill" strikes DELETE/],
  ['POST /order: ghost', /"ghost" strikes settlement/],
  ['venue: order-reads maybe', /use one of null, 404/],
])('%s is refused with what to write instead', (text, words) => {
  expect(() => createFaults({ seed: 1, rules: [text] })).toThrow(words)
})

test('a rule strikes the requests that it names, counted from 1', () => {
  expect(struckBy('POST /order: 425, nth 3', 5)).toEqual([3])
  expect(struckBy('POST /order: 425, nth 2..4', 5)).toEqual([2, 3, 4])
  expect(struckBy('POST /order: 425, every 2', 5)).toEqual([2, 4])
  expect(struckBy('POST *: 425', 2)).toEqual([1, 2])
  expect(struckBy('GET *: 425', 2)).toEqual([])
})

test('times count from the first request, in market time', () => {
  expect(struckBy('POST /order: 425, after 2s', 5)).toEqual([3, 4, 5])
  expect(struckBy('POST /order: 425, after 1s, for 2s', 5)).toEqual([2, 3])
  expect(struckBy('POST /order: 425, after 1s, nth 2', 5)).toEqual([3])
})

test('chance is the seed’s: about as often as was said, and the same each time', () => {
  const struck = struckBy('POST /order: 425, p 0.2', 1000)

  expect(struck.length).toBeGreaterThan(150)
  expect(struck.length).toBeLessThan(250)
  expect(struckBy('POST /order: 425, p 0.2', 1000)).toEqual(struck)
  expect(struckBy('POST /order: 425, p 0.2', 1000, 'POST /order', 2)).not.toEqual(struck)
})

test('a mode change strikes once unless stated otherwise', () => {
  expect(struckBy('*: restart 30s', 5)).toEqual([1])
  expect(struckBy('*: restart 30s, after 2s', 5)).toEqual([3])
  expect(struckBy('*: restart 30s, every 2', 5)).toEqual([2, 4])
})

test('rules come and go while the venue runs, and count what they did', () => {
  const faults = createFaults({ seed: 1, rules: ['POST /order: 425'] })
  faults.http(request('POST /order'))
  faults.add('GET /time: 429, nth 1')

  const time = faults.http(request('GET /time'))
  faults.clear()

  expect(time?.before[0]).toMatchObject({ do: 'reply', reply: { status: 429 } })
  expect(faults.http(request('POST /order'))).toBeNull()
  expect(Object.fromEntries(faults.struck)).toEqual({ 'POST /order: 425': 1, 'GET /time: 429, nth 1': 1 })
})

test('the help has one line for every fault', () => {
  const lines = faultsHelp().split('\n')

  expect(lines).toHaveLength(Object.keys(FAULTS).length)
  for (const name of Object.keys(FAULTS))
    expect(lines.some((line) => line.trim().startsWith(name))).toBe(true)
})
