import { expect, it } from 'vitest'
import { failureReason } from '../../../shared/dynamodb/failureReason.ts'

const error = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name }, more)
const status = (httpStatusCode: unknown) => ({ $metadata: { httpStatusCode } })
const SERVER = 'DynamoDB failed: see the AWS health page; the next tick retries'
const UNEXPECTED = 'unexpected: the next tick retries; if it persists, read the detail'

it.each<readonly [string, unknown, string]>([
  ['a status of 500', error('Novel', 'm', status(500)), `Novel: ${SERVER} (m)`],
  ['a status of 499', error('Novel', 'm', status(499)), `Novel: ${UNEXPECTED} (m)`],
  ['no status', error('Novel', 'm', { $metadata: {} }), `Novel: ${UNEXPECTED} (m)`],
  ['metadata that is none', error('Novel', 'm', { $metadata: 'none' }), `Novel: ${UNEXPECTED} (m)`],
  ['metadata that is null', error('Novel', 'm', { $metadata: null }), `Novel: ${UNEXPECTED} (m)`],
  ['a code that is a number', error('Novel', 'm', { code: 7 }), `Novel: ${UNEXPECTED} (m)`],
  ['what is not an error', 'a thrown text', `Error: ${UNEXPECTED} (a thrown text)`],
  ['a long detail', error('Novel', 'x'.repeat(301)), `Novel: ${UNEXPECTED} (${'x'.repeat(300)})`],
])('a failure with %s says what it can', (_, failed, told) => {
  expect(failureReason('commit', 'bot', failed)).toBe(`commit on table bot: ${told}`)
})

it('a code is looked up like a name', () => {
  expect(failureReason('commit', 'bot', error('Error', 'm', { code: 'ECONNRESET' }))).toContain('no answer')
})
