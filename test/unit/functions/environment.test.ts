import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { isConfig, readEnvironment } from '../../../functions/environment.ts'
import { fingerprint } from '../../../shared/config/fingerprint.ts'
import { configFile } from '../../support/configFile.ts'

test('table and configuration are read', () => {
  const { tableName, config } = readEnvironment({ TABLE_NAME: 't', CONFIG: JSON.stringify(configFile()) })
  expect(tableName).toBe('t')
  expect(isConfig(config) && config.stage).toBe('paper')
})

test('a broken configuration is reported, and leaves the table to those who only need that', () => {
  for (const json of [undefined, '', '{', '{}']) {
    const { tableName, config } = readEnvironment({ TABLE_NAME: 't', CONFIG: json })
    expect(tableName).toBe('t')
    expect(isConfig(config) ? '' : config.problems).toMatch(/ = .*: /)
  }
})

describe('settings next to the code', () => {
  const folder = mkdtempSync(join(tmpdir(), 'next-to-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test('are those of the function, whatever its environment holds; their fingerprint is that of their text', () => {
    const json = JSON.stringify(configFile({ name: 'next-to' }))
    writeFileSync(join(folder, 'settings.json'), json)

    const read = readEnvironment({ TABLE_NAME: 't', CONFIG: JSON.stringify(configFile()) }, folder)

    expect(isConfig(read.config) && read.config.name).toBe('next-to')
    expect(read.fingerprint).toBe(fingerprint(json))
  })

  test('that are broken are reported, and not replaced by others', () => {
    writeFileSync(join(folder, 'settings.json'), '{}')

    const { config } = readEnvironment({ TABLE_NAME: 't', CONFIG: JSON.stringify(configFile()) }, folder)

    expect(isConfig(config) ? '' : config.problems).toContain('stage = missing')
  })
})

test('without a table there is nothing to do', () => {
  expect(() => readEnvironment({ CONFIG: '{}' })).toThrow('TABLE_NAME = missing')
})
