import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseConfigText } from '../../../shared/config/parseConfig.ts'
import { configSchema } from '../../../shared/config/schema.ts'
import { settingsMarkdown, settingsTable } from '../../../shared/config/settingsTable.ts'
import { configFile, marketFile } from './configFile.ts'

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

test('the table holds exactly the settings that the parsed file holds', () => {
  // Prepare
  const kmsKeyId = '1234abcd-12ab-34cd-56ef-1234567890ab'
  const wallet = { address: `0x${'1'.repeat(40)}`, funder: `0x${'1'.repeat(40)}`, kmsKeyId }
  const parameters = { webhook: '/chat' }
  const markets = [marketFile({ rewardEntryUsdc: 10 })]
  const file = configFile({ wallet, parameters, markets, operatorEmail: 'a@b.c', budgetEmail: 'a@b.c' })

  // Act
  const leaves = leafNames(configSchema.parse(file), '')

  // Assess
  expect(new Set(settingsTable().map((row) => row.name))).toEqual(new Set(leaves))
})

test('each row tells unit, bound and help', () => {
  const rows = settingsTable()
  for (const row of rows) expect(Object.values(row).every((cell) => cell.length > 0)).toBe(true)
  expect(rows.find((row) => row.name === 'markets[].maxSpreadCents')).toEqual({
    name: 'markets[].maxSpreadCents',
    unit: 'cents',
    default: '5',
    bound: '0.1 to 99',
    help: 'widest book quoted in',
  })
  expect(settingsMarkdown().split('\n')).toHaveLength(rows.length + 2)
})

test('the configuration that comes with the project is a correct paper configuration', () => {
  // Act
  const parsed = parseConfigText(readFileSync(new URL('../../../config.json', import.meta.url), 'utf8'))

  // Assess
  expect(parsed.ok ? parsed.config.stage : parsed.problems).toBe('paper')
})

function leafNames(value: unknown, name: string): string[] {
  if (Array.isArray(value)) return leafNames(value[0], `${name}[]`)
  if (typeof value !== 'object' || value === null) return [name]
  return Object.entries(value).flatMap(([key, item]) => leafNames(item, name === '' ? key : `${name}.${key}`))
}
