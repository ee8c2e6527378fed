import { expect, test } from 'vitest'
import { changedSettings } from '../../../cli/operate/changedSettings.ts'
import { configFile, marketFile } from '../../support/configFile.ts'

test('each setting that changes is named with what it was and what it becomes', () => {
  const before = configFile({ markets: [marketFile({ exit: { targetTicks: 2 } })] })
  const after = configFile({
    accountUsdc: 200,
    cadenceSeconds: 'once',
    markets: [marketFile({ exit: { exitTtlSeconds: 600 } })],
  })

  expect(changedSettings(before, after)).toEqual([
    'accountUsdc: 100 -> 200',
    'markets[0].exit.targetTicks: 2 -> not stated',
    'markets[0].exit.exitTtlSeconds: not stated -> 600',
    'cadenceSeconds: not stated -> "once"',
  ])
})

test('a market that leaves is named setting by setting; what stays the same is not named', () => {
  const two = configFile({ markets: [marketFile(), marketFile({ market: `0x${'b2'.repeat(32)}` })] })
  const changes = changedSettings(two, configFile())

  expect(changes).toContain('markets[1].maxUsdcLocked: 50 -> not stated')
  expect(changes.every((change) => change.startsWith('markets[1].'))).toBe(true)
  expect(changedSettings(two, two)).toEqual([])
})
