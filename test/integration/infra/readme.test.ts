import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { STOP_CODES } from '../../../shared/domain/control.ts'
import { FLIP } from '../../rehearse/flip.ts'
import { synthStack } from './synthStack.ts'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../..', name), 'utf8')
const RUNBOOK = read('docs/runbook.md')

test('the line of the runbook that flips the flag is what the rehearsal does', () => {
  // Act
  const [line = ''] = RUNBOOK.match(/^aws dynamodb update-item .*$/m) ?? []
  const option = (name: string) => new RegExp(`--${name} '([^']+)'`).exec(line)?.[1] ?? ''

  // Assess
  expect(JSON.parse(option('key'))).toEqual(FLIP.Key)
  expect(option('update-expression')).toBe(FLIP.UpdateExpression)
  expect(JSON.parse(option('expression-attribute-values'))).toEqual(FLIP.ExpressionAttributeValues)
})

test('the runbook has every alarm of the stack', () => {
  const names = Object.keys(synthStack().findResources('AWS::CloudWatch::Alarm')).map((id) =>
    id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
  )
  expect(names.filter((name) => !RUNBOOK.includes(`| ${name} |`))).toEqual([])
})

test('the text of every alarm leads to its own row of the runbook', () => {
  const alarms = Object.entries(synthStack().findResources('AWS::CloudWatch::Alarm'))
  const rows = alarms.map(([id, { Properties }]) => {
    const name = id.replace(/^Alarms/, '').replace(/[0-9A-F]{8}$/, '')
    const [, anchor = 'none'] = / docs\/runbook\.md#(\S+)$/.exec(Properties.AlarmDescription) ?? []
    return { name, row: RUNBOOK.split('\n').find((line) => line.includes(`<a id="${anchor}"></a>`)) ?? '' }
  })

  expect(rows.filter(({ name, row }) => !row.startsWith(`| ${name} |`))).toEqual([])
})

test('the runbook has every reason to STOP', () => {
  expect(STOP_CODES.filter((code) => !RUNBOOK.includes(`| ${code} |`))).toEqual([])
})
