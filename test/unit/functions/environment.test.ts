import { expect, test } from 'vitest'
import { isConfig, readEnvironment } from '../../../functions/environment.ts'
import { configFile } from '../../support/configFile.ts'

test('table and configuration are read', () => {
  const { tableName, config } = readEnvironment({ TABLE_NAME: 't', CONFIG: JSON.stringify(configFile()) })
  expect(tableName).toBe('t')
  expect(isConfig(config) && config.stage).toBe('paper')
})

test('a broken configuration is told, and leaves the table to those who only need that', () => {
  for (const json of [undefined, '', '{', '{}']) {
    const { tableName, config } = readEnvironment({ TABLE_NAME: 't', CONFIG: json })
    expect(tableName).toBe('t')
    expect(isConfig(config) ? '' : config.problems).toMatch(/ = .*: /)
  }
})

test('without a table there is nothing to do', () => {
  expect(() => readEnvironment({ CONFIG: '{}' })).toThrow('TABLE_NAME = missing')
})
