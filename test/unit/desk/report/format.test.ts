import { expect, test } from 'vitest'
import { html, jsonText } from '../../../../desk/report/page/html.ts'
import {
  formatCents,
  formatCount,
  formatDuration,
  formatFixed,
  formatInstant,
  formatPercent,
  formatPrice,
  formatUsdc,
} from '../../../../desk/verdict/format.ts'

test.each([
  [1_333_250, { decimals: 4, sign: true }, '+1.3333'],
  [-1_333_250, { decimals: 4 }, '−1.3333'],
  [-49, { decimals: 4, sign: true }, '0.0000'],
  [50, { decimals: 4, sign: true }, '+0.0001'],
  [1_234_567_890_000, { decimals: 2 }, '1,234,567.89'],
  [999_999, { decimals: 0 }, '1'],
  [0, { decimals: 2, sign: true }, '0.00'],
  [-1_000_000_000, { decimals: 0 }, '−1,000'],
])('%d micros with %o are %s', (micros, options, text) => {
  expect(formatFixed(micros, options)).toBe(text)
})

test('each unit has its own form, all by the same function', () => {
  expect([formatUsdc(1_500_000), formatUsdc(1_500_000, true)]).toEqual(['1.5000', '+1.5000'])
  expect([formatCents(6_250), formatCents(-5_000), formatCents(0), formatCents(null)]).toEqual([
    '+0.63',
    '−0.50',
    '0.00',
    '–',
  ])
  expect([formatPrice(610_000), formatPrice(510_400), formatPrice(994_500)]).toEqual([
    '0.610',
    '0.5104',
    '0.9945',
  ])
  expect(formatCount(20_000)).toBe('20,000')
  expect([formatPercent(1, 3), formatPercent(1, 0)]).toEqual(['33.3 %', '–'])
  expect(formatInstant(Date.UTC(2025, 5, 25, 1, 38))).toBe('2025-06-25 01:38:00')
  expect([42_000, 307_000, 9_000_000, 180_000_000].map(formatDuration)).toEqual([
    '42 s',
    '5 min 7 s',
    '2 h 30 min',
    '2 d 2 h',
  ])
})

test('what is put into markup is text; what came out of it is markup', () => {
  const inner = html`<b>${'<script>alert("x")</script>'}</b>`

  expect(html`<p title="${`"' onload=&`}">${[inner]}${3}</p>`.markup).toBe(
    '<p title="&quot;&#39; onload=&amp;"><b>&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;</b>3</p>',
  )
})

test('JSON in a page cannot end its element', () => {
  const text = jsonText({ question: '</script><!--<script>' })

  expect(text).not.toContain('<')
  expect(JSON.parse(text)).toEqual({ question: '</script><!--<script>' })
})
