import { expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile } from '../../support/configFile.ts'

const HERE = 'http://127.0.0.1:8080'
const parsed = (hosts: Readonly<Record<string, string>>) => parseConfig(configFile({ hosts }))
const problemsOf = (hosts: Readonly<Record<string, string>>): string => {
  const result = parsed(hosts)
  return result.ok ? '' : formatConfigProblems(result.problems)
}

test('on paper the venue may be on this machine', () => {
  const hosts = { clob: HERE, data: HERE, gamma: HERE }
  expect(parsed(hosts)).toMatchObject({ ok: true, config: { hosts } })
})

test('its hosts are named all, or none: the missing ones are named', () => {
  expect(problemsOf({ gamma: 'https://gamma-api.polymarket.com' })).toBe('')
  expect(problemsOf({ clob: HERE, data: HERE })).toMatch(
    /^hosts\.gamma = "https:\/\/gamma-api\.polymarket\.com" \(the default\): name all of clob, data, gamma/,
  )
  expect(problemsOf({ gamma: HERE }).split('\n')).toHaveLength(2)
})
