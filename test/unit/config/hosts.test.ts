import { expect, test } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'

const HERE = 'http://127.0.0.1:8080'
const problemsOf = (hosts: Readonly<Record<string, string>>): string => {
  const limits = { maxUsdcLocked: 50, entryUsdc: 20, maxDailyLossUsdc: 10 }
  const market = { market: `0x${'a1'.repeat(32)}`, token: '7', ...limits }
  const parsed = parseConfig({ stage: 'paper', accountUsdc: 50, hosts, markets: [market] })
  return parsed.ok ? '' : formatConfigProblems(parsed.problems)
}

test('on paper the hosts of a venue on this machine are named all, or none: the missing ones are named', () => {
  expect(problemsOf({ clob: HERE, data: HERE, gamma: HERE })).toBe('')
  expect(problemsOf({ gamma: 'https://gamma-api.polymarket.com' })).toBe('')
  expect(problemsOf({ clob: HERE, data: HERE })).toMatch(
    /^hosts\.gamma = "https:\/\/gamma-api\.polymarket\.com" \(the default\): name all of clob, data, gamma/,
  )
  expect(problemsOf({ gamma: HERE }).split('\n')).toHaveLength(2)
})
