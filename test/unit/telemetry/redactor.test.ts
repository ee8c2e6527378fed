import { expect, test } from 'vitest'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { capturedOutput } from './captured.ts'

const output = capturedOutput()

test('secrets are cut out wherever they turn up, with and without 0x', () => {
  // Prepare
  const key = `0x${'5eC0ffee'.repeat(8)}`
  const redactor = createRedactor()
  redactor.hide(key)
  const sut = createTelemetry({ stage: 'paper', redactor })

  // Act
  sut.failed(new Error(`refused: ${key}`, { cause: new Error(`inner ${key.slice(2)}`) }))
  sut.page(`see ${key}`, undefined, 'invariant')

  // Assess
  expect(output.text()).not.toContain('5eC0ffee')
  expect(output.text()).toContain('refused: [hidden]')
})

test('secrets are hidden under the names they travel by, even where nobody registered them', () => {
  // Prepare
  const { replacer } = createRedactor()
  const headers = { POLY_API_KEY: 'abc', Authorization: { bearer: 'x' }, tokenId: '77' }

  // Act
  const text = JSON.stringify({ headers }, replacer)

  // Assess
  expect(JSON.parse(text)).toEqual({
    headers: { POLY_API_KEY: '[hidden]', Authorization: '[hidden]', tokenId: '77' },
  })
})
