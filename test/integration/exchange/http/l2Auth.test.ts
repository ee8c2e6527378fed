import { expect, test } from 'vitest'
import { l2Signature } from '../../../../desk/exchange/http/l2Auth.ts'

const SECRET = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='

test.each([
  ['1000000test-sign/orders{"hash": "0x123"}', 'ZwAdJKvoYRlEKDkNMwd5BuwNNtg93kNaR_oU2HrfVvc='],
  ['1700000000GET/data/orders', 'm6lGS9WyES7JjpAYNd7zIdW5bfHxAAI_pIa1St9vLO4='],
  ['1700000000DELETE/order{"orderID":"0xabc"}', 'ebd_Mp184tE7Z6KPR1h4np8gSxcgEPZ7MeKtDjVwf2g='],
])('the HMAC of %s is the one of the official client', (message, expected) => {
  expect(l2Signature(SECRET, message)).toBe(expected)
})

test('a secret in the URL alphabet or without its padding is the same key', () => {
  const [plain, url] = ['+/+/AAAA'.repeat(5), '-_-_AAAA'.repeat(5)]

  expect(l2Signature(url, 'm')).toBe(l2Signature(plain, 'm'))
  expect(l2Signature(SECRET.replace('=', ''), 'm')).toBe(l2Signature(SECRET, 'm'))
})
