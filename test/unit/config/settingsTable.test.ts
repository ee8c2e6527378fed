import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseConfigText } from '../../../shared/config/parseConfig.ts'
import { settingsMarkdown, settingsTable } from '../../../shared/config/settingsTable.ts'

test('the risk limits are required, everything else about a market has a default', () => {
  // Act
  const required = settingsTable()
    .filter((row) => row.default === 'required')
    .map((row) => row.name)

  // Assess
  expect(required).toEqual([
    'stage',
    'accountUsdc',
    'wallet.address',
    'markets[].market',
    'markets[].token',
    'markets[].maxUsdcLocked',
    'markets[].entryUsdc',
    'markets[].maxDailyLossUsdc',
  ])
})

test('no place is named twice', () => {
  const names = settingsTable().map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

test('each line shows unit, bound and help', () => {
  const rows = settingsTable()
  for (const row of rows) expect(Object.values(row).every((cell) => cell.length > 0)).toBe(true)
  expect(rows.find((row) => row.name === 'regime.maxSpreadCents')).toEqual({
    name: 'regime.maxSpreadCents',
    unit: 'cents',
    default: '5',
    bound: '0.1 to 99',
    help: 'widest spread to quote in',
    tier: 'tuned',
  })
})

test('each setting is in the table of its tier', () => {
  const lines = (['must', 'tuned', 'expert'] as const).map((tier) => settingsMarkdown(tier).split('\n'))
  expect(lines.map((table) => table.length - 2).reduce((sum, rows) => sum + rows)).toBe(
    settingsTable().length,
  )
  expect(lines[0]).toContain(
    '| `accountUsdc` | USDC | required | 1 to 10000000 | the most the account may lose: the caps of all markets must fit into it, including markets that were removed and still hold shares |',
  )
})

test('the configuration that comes with the project is a correct paper configuration', () => {
  // Act
  const parsed = parseConfigText(readFileSync(new URL('../../../config.json', import.meta.url), 'utf8'))

  // Assess
  expect(parsed.ok ? parsed.config.stage : parsed.problems).toBe('paper')
})
