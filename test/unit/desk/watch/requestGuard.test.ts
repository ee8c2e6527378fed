import { expect, test } from 'vitest'
import { requestRefusal } from '../../../../desk/watch/requestGuard.ts'

const OF = { port: 8140, token: 'a-long-token' }
const asked = (of: {
  readonly method?: string
  readonly url?: string
  readonly headers?: Readonly<Record<string, string>>
}) =>
  requestRefusal(
    {
      method: of.method ?? 'GET',
      url: of.url ?? '/?token=a-long-token',
      headers: { host: '127.0.0.1:8140', ...of.headers },
    },
    OF,
  )
const POST = { method: 'POST', url: '/act?token=a-long-token' }
const JSON_BODY = { 'content-type': 'application/json' }

test('the page itself may ask, by either name of this machine', () => {
  expect(asked({})).toBeNull()
  expect(asked({ headers: { host: 'localhost:8140', origin: 'http://localhost:8140' } })).toBeNull()
  expect(asked({ ...POST, headers: { ...JSON_BODY, 'sec-fetch-site': 'same-origin' } })).toBeNull()
})

test.each([
  ['without the token', { url: '/' }, 403],
  ['with another token', { url: '/?token=a-long-tokeN' }, 403],
  ['with a part of it', { url: '/?token=a-long' }, 403],
  ['from another origin', { headers: { origin: 'https://evil.example' } }, 403],
  ['from another port of this machine', { headers: { origin: 'http://127.0.0.1:8141' } }, 403],
  ['from a page without an origin', { headers: { origin: 'null' } }, 403],
  ['from another site, as the browser says', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
  ['by a name that a stranger gave this address', { headers: { host: 'evil.example:8140' } }, 421],
  ['at another port', { headers: { host: '127.0.0.1:80' } }, 421],
  ['by a form', { ...POST, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 403],
  ['by another method', { method: 'PUT' }, 405],
] as const)('%s nobody is served', (_, of, status) => {
  expect(asked(of)?.status).toBe(status)
})
