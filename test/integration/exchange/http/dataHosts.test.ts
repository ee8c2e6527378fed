import { expect, test } from 'vitest'
import { epochMs } from '../../../../shared/domain/units.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { account, type Stage, setStage, wallet } from './stage.ts'

async function positions({ venue }: Stage, query = '') {
  const response = await fetch(`${venue.dataUrl}/v2/positions?user=${wallet.address}${query}`)
  return { status: response.status, body: (await response.json()) as Body }
}

interface Body {
  readonly data: readonly Record<string, unknown>[]
  readonly pagination: { readonly next_cursor: string | null }
}

test('positions come in an envelope, as doubles, and dust only on demand', async () => {
  const stage = await setStage()
  stage.exchange.fundShares(account, YES, 12_340_000)
  stage.exchange.fundShares(account, NO, 50_000)

  const plain = await positions(stage)
  const all = await positions(stage, '&status=OPEN&filter_type=TOKENS&filter_amount=0&limit=1000')

  expect(plain.body.data).toHaveLength(1)
  expect(plain.body.data[0]).toMatchObject({
    proxy_wallet: wallet.address,
    token_id: YES,
    condition_id: MARKET,
    status: 'OPEN',
    current_size: 12.34,
    current_price: 0.5,
    outcome: 'Yes',
    outcome_index: 0,
    opposite_token_id: NO,
  })
  expect(all.body.data.map((record) => record['current_size']).toSorted()).toEqual([0.05, 12.34])
  expect(all.body.pagination).toEqual({ limit: 1000, offset: 0, has_more: false, next_cursor: null })
})

test('pages follow by cursor only', async () => {
  const stage = await setStage()
  stage.exchange.fundShares(account, YES, 1_000_000)
  stage.exchange.fundShares(account, NO, 2_000_000)

  const first = await positions(stage, '&limit=1')
  const second = await positions(stage, `&cursor=${first.body.pagination.next_cursor}`)

  expect([...first.body.data, ...second.body.data].map((record) => record['token_id'])).toEqual([YES, NO])
  expect(second.body.pagination.next_cursor).toBeNull()
  expect(await positions(stage, '&offset=1')).toMatchObject({ status: 400, body: { parameter: 'offset' } })
  expect(await positions(stage, '&limit=1001')).toMatchObject({ status: 400, body: { parameter: 'limit' } })
})

test('the indexer runs behind by the lag, in market time', async () => {
  const stage = await setStage({ positionLagMs: 30_000 })
  const sizes = async (afterMs: number) => {
    stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + afterMs))
    return (await positions(stage)).body.data.map((record) => record['current_size'])
  }
  expect(await sizes(0)).toEqual([])
  stage.exchange.fundShares(account, YES, 10_000_000)

  expect(await sizes(1_000)).toEqual([])
  expect(await sizes(28_999)).toEqual([])
  expect(await sizes(1)).toEqual([10])
})

test('the geoblock answers for whoever asks, and Gamma knows the market by its condition', async () => {
  const blocked = { blocked: true, ip: '127.0.0.1', country: 'US', region: 'NY' }
  const stage = await setStage({ geoblock: () => blocked })
  const get = async (path: string) => (await fetch(`${stage.venue.dataUrl}${path}`)).json()

  expect(await get('/api/geoblock')).toEqual(blocked)
  expect(await get(`/markets?condition_ids=${MARKET}`)).toMatchObject([
    { conditionId: MARKET, version: 'v1', clobTokenIds: JSON.stringify([YES, NO]), orderMinSize: 5 },
  ])
  expect(await get(`/markets?condition_ids=0x${'cd'.repeat(32)}`)).toEqual([])
})
