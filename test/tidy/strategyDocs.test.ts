import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { settingsTable } from '../../shared/config/settingsTable.ts'
import { REASONS } from '../../shared/machine/reason.ts'
import { REFUSALS } from '../../shared/machine/refusalWords.ts'
import { ROOT } from './sources.ts'

const page = readFileSync(join(ROOT, 'docs/strategy.md'), 'utf8')
const named = new Set([...page.matchAll(/`([a-zA-Z]+)`/g)].map(([, name = '']) => name))

test('the page of the strategy describes every code of an audit record', () => {
  const codes = [...Object.keys(REASONS), ...Object.keys(REFUSALS)]
  expect(codes.filter((code) => !named.has(code))).toEqual([])
})

test('and names nothing that is neither a code nor a setting', () => {
  const settings = settingsTable().map(({ name }) => name.split('.').at(-1) ?? '')
  const known = new Set([...settings, ...Object.keys(REASONS), ...Object.keys(REFUSALS), 'code', 'refusals'])
  expect([...named].filter((name) => !known.has(name))).toEqual([])
})

test('the defaults that it gives are those of the schema', () => {
  const defaults = new Map(
    settingsTable().map(({ name, default: preset }) => [name.split('.').at(-1), preset]),
  )
  const given = [...page.matchAll(/`([a-zA-Z]+)` \((\d+(?:\.\d+)?|on|off)\)/g)]
  expect(given.length).toBeGreaterThan(10)
  for (const [, name = '', value = ''] of given) {
    const wanted = defaults.get(name)
    const written = value === 'on' ? 'true' : value === 'off' ? 'false' : String(Number(value))
    expect([name, written]).toEqual([name, wanted])
  }
})
