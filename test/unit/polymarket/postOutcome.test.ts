import { describe, expect, it } from 'vitest'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import type { Reply } from '../../support/loopback.ts'
import { LATER, OTHER_ID, ready, success } from '../../support/postFixture.ts'
import { WALLET } from '../../support/wireIds.ts'

describe('what an answer to a post proves', () => {
  const records: readonly (readonly [string, Reply, string, string?])[] = [
    ['resting', { json: success() }, 'accepted'],
    ['matched', { json: success({ status: 'matched', tradeIDs: ['t'] }) }, 'accepted'],
    ['delayed', { json: success({ status: 'delayed' }) }, 'accepted'],
    ['unmatched', { json: success({ status: 'unmatched' }) }, 'unknown'],
    ['no status', { json: success({ status: undefined }) }, 'unknown'],
    [
      'success with an error text',
      { json: success({ errorMsg: 'not enough balance / allowance' }) },
      'unknown',
    ],
    ['success without an id', { json: success({ orderID: '' }) }, 'unknown'],
    [
      'refused in a 200',
      { json: success({ success: false, errorMsg: 'invalid expiration', orderID: '' }) },
      'rejected',
      'expiration',
    ],
    [
      'refused in a 200 for a limit',
      {
        json: success({ success: false, errorMsg: 'Rate limit exceeded for tokenId: 1', status: 'delayed' }),
      },
      'unknown',
    ],
    ['refused without a word', { json: success({ success: false, errorMsg: '' }) }, 'unknown'],
    [
      'two texts that differ',
      { status: 400, json: { error: 'invalid signature', errorMsg: 'odd' } },
      'unknown',
    ],
    [
      'crossing',
      { status: 400, json: { error: 'invalid post-only order: order crosses book' } },
      'rejected',
      'crosses',
    ],
    [
      'crossing, the other words',
      { status: 400, json: { error: `order ${OTHER_ID} crosses the book` } },
      'rejected',
      'crosses',
    ],
    [
      'no balance',
      {
        status: 400,
        json: {
          error:
            'not enough balance / allowance: the balance is not enough -> balance: 6761230, sum of matched orders: 4855820, order amount (inc. fees): 4855820',
        },
      },
      'rejected',
      'balance',
    ],
    [
      'off the tick',
      {
        status: 400,
        json: { error: `order ${OTHER_ID} is invalid. Price (0.015) breaks minimum tick size rule: 0.01` },
      },
      'rejected',
      'tick',
    ],
    [
      'too small',
      { status: 400, json: { error: `order ${OTHER_ID} is invalid. Size (3) lower than the minimum: 5` } },
      'rejected',
      'size',
    ],
    [
      'too little money',
      { status: 400, json: { error: 'invalid amount for a marketable BUY order ($0.9), min size: $1' } },
      'rejected',
      'size',
    ],
    [
      'too precise',
      {
        status: 400,
        json: {
          error:
            'invalid amounts, the buy orders maker amount supports a max accuracy of 4 decimals, taker amount a max of 2 decimals',
        },
      },
      'rejected',
      'precision',
    ],
    ['another version', { status: 400, json: { error: 'order_version_mismatch' } }, 'rejected', 'version'],
    ['banned', { status: 400, json: { error: `'${WALLET}' address banned` } }, 'rejected', 'account'],
    [
      'closed only',
      { status: 400, json: { error: `'${WALLET}' address in closed only mode` } },
      'rejected',
      'account',
    ],
    [
      'the deposit wallet flow',
      { status: 400, json: { error: 'maker address not allowed, please use the deposit wallet flow' } },
      'rejected',
      'account',
    ],
    ['a bad signature', { status: 400, json: { error: 'invalid signature' } }, 'rejected', 'signature'],
    [
      'a market not ready',
      { status: 400, json: { error: 'the market is not yet ready to process new orders' } },
      'rejected',
      'market',
    ],
    ['a bad payload', { status: 400, json: { error: 'Invalid order payload' } }, 'rejected', 'other'],
    ['a bad key', { status: 401, json: { error: 'Unauthorized/Invalid api key' } }, 'rejected', 'account'],
    [
      'the region',
      {
        status: 403,
        json: {
          error:
            'Trading restricted in your region, please refer to available regions - https://docs.polymarket.com/developers/CLOB/geoblock',
        },
      },
      'rejected',
      'region',
    ],
    ['a duplicate', { status: 400, json: { error: `order ${OTHER_ID} is invalid. Duplicated.` } }, 'unknown'],
    ['a refusal of new words', { status: 400, json: { error: 'the moon is not right' } }, 'unknown'],
    [
      'known words inside others',
      { status: 400, json: { error: 'could not insert order: invalid signature' } },
      'unknown',
    ],
    [
      'a delayed match',
      { status: 400, json: { error: 'order match delayed due to market conditions' } },
      'unknown',
    ],
    ['known words under 404', { status: 404, json: { error: 'invalid signature' } }, 'unknown'],
    ['known words under 422', { status: 422, json: { error: 'invalid signature' } }, 'unknown'],
    ['a restart', { status: 425, json: { error: 'too early' }, headers: { 'retry-after': '1' } }, 'unknown'],
    ['a limit', { status: 429, json: { error: 'invalid signature' } }, 'unknown'],
    ['known words under 500', { status: 500, json: { error: 'invalid signature' } }, 'unknown'],
    [
      'post-only mode',
      {
        status: 503,
        json: {
          error: 'post-only mode: only post-only orders and cancels are allowed',
          code: 'post_only_mode',
        },
      },
      'unknown',
    ],
    ['an HTML 403', { status: 403, text: '<html>Attention Required</html>' }, 'unknown'],
    ['an HTML 200', { status: 200, text: '<html>ok</html>' }, 'unknown'],
    ['an empty 400', { status: 400, text: '' }, 'unknown'],
    ['an empty 500', { status: 500, text: '' }, 'unknown'],
    ['a list', { json: [success()] }, 'unknown'],
    ['null', { json: null }, 'unknown'],
    ['a redirect', { status: 307, text: '', headers: { location: '/elsewhere' } }, 'unknown'],
    ['a dropped connection', (response) => response.destroy(), 'unknown'],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' })
        response.write('{"success":true,')
        setTimeout(() => response.destroy(), 20)
      },
      'unknown',
    ],
    ['silence', () => {}, 'unknown'],
    [
      'an endless answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '.repeat(10_000)), 1)
        response.on('close', () => clearInterval(timer))
      },
      'unknown',
    ],
  ]
  /** The venue said no, in words or by a status that prove nothing. */
  const REFUSALS: readonly string[] = [
    'refused in a 200 for a limit',
    'refused without a word',
    'two texts that differ',
    'a duplicate',
    'a refusal of new words',
    'known words inside others',
    'a delayed match',
    'known words under 404',
    'known words under 422',
    'an HTML 403',
    'an empty 400',
  ]
  const cases = records.map(([name, reply, is, code]) => ({ name, reply, is, code }))
  it.each(cases)('$name', async ({ name, reply, is, code }) => {
    const { venue, order, server } = await ready(reply, {
      limits: { requestTimeoutMs: 1_500, maxResponseBytes: 200_000 },
    })

    const outcome = await venue.post(order, LATER)

    expect(outcome.is).toBe(is)
    if (outcome.is === 'rejected') expect(outcome.code).toBe(code)
    expect(outcome.is === 'unknown' && outcome.refused === true).toBe(REFUSALS.includes(name))
    expect(server.seen.map((seen) => `${seen.method} ${seen.path}`)).toEqual(['POST /order'])
  })

  it('names the id that the venue gave, even if it is not our hash', async () => {
    const { venue, order } = await ready({ json: success() })
    expect(await venue.post(order, LATER)).toEqual({ is: 'accepted', id: OTHER_ID })
    const odd = await ready({ json: success({ orderID: 'ord_1' }) })
    expect(await odd.venue.post(odd.order, LATER)).toEqual({ is: 'accepted', id: 'ord_1' })
  })
})

describe('a lost or unsent request', () => {
  it('is reported apart', () => {
    expect(classifyPost({ is: 'lost', why: 'socket hang up' }).is).toBe('unknown')
    expect(classifyPost({ is: 'unsent', why: 'no route' }).is).toBe('unsent')
  })
})
