import { expect, test } from 'vitest'
import { price } from '../../../../shared/domain/units.ts'
import { createWalletSigner } from '../../../../shared/keys/walletSigner.ts'
import { arm } from '../../../../shared/operator/arm.ts'
import { WALLET, YES } from '../../../support/wireIds.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

const FUNDER = '0x5555555555555555555555555555555555555555'

/** The first order is refused so; then nothing of the kind goes out any more. */
async function stopsWith(stage: Stage, code: string, remedy: RegExp): Promise<void> {
  await stage.until('it is a STOP', () => stage.control().halted)
  const posted = stage.posts().length
  await stage.ticks(30)
  expect(stage.control().codes).toEqual([code])
  expect(stage.control().messages[0]).toMatch(remedy)
  expect(stage.posts()).toHaveLength(posted)
  expect(posted).toBe(1)
  expect(stage.control().doneSeq).toBe(stage.control().haltSeq)
}

const refusal = (text: string, status = 400) => [`POST /order: reply ${status} ${text}, nth 1`]

test('failure 03: a BUY that stuck "matched orders" bar is paged, refreshed and left for a minute, not repeated', async () => {
  const text =
    'not enough balance / allowance: the balance is not enough -> balance: 6761230, sum of matched orders: 4855820, order amount (inc. fees): 4855820'
  const stage = await setStage({ rules: refusal(text) })
  await stage.until('it was refused', () => stage.told.pages.length > 0)
  expect(stage.told.pages[0]).toMatch(/sum of matched orders: 4855820.*nothing else trades/)
  const refreshed = stage.requests('/balance-allowance/update').map(({ query }) => query.get('asset_type'))
  expect(refreshed.sort()).toEqual(['COLLATERAL', 'CONDITIONAL'])
  await stage.ticks(4)
  expect(stage.posts()).toHaveLength(1)
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(stage.control().codes).toEqual([])
})

test('failure 03: a SELL whose detail is not explained by our own amounts is a STOP at once', async () => {
  const text =
    'not enough balance / allowance: the balance is not enough -> balance: 30000000, sum of matched orders: 25000000, order amount (inc. fees): 20830000'
  const stage = await setStage()
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.plan.add(`POST /order: reply 400 ${text}, nth 1`)
  stage.fill('BUY')
  await stage.until('it is a STOP', () => stage.control().halted)
  expect(stage.control().codes).toEqual(['BALANCE_ON_SELL'])
  expect(stage.posts('SELL')).toHaveLength(1)
})

test('failure 03: a SELL barred by our own order just cancelled is refreshed and tried once more', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  const sizeMicros = stage.exchange.order(stage.restingId('SELL'))?.sizeMicros ?? 0
  const text = `not enough balance / allowance: the balance is not enough -> balance: ${sizeMicros}, sum of active orders: ${sizeMicros}, order amount (inc. fees): ${sizeMicros}`
  stage.plan.add(`POST /order: reply 400 ${text}, nth 1`)
  await stage.drift([0.5, 0.54], [0.5, 0.55])
  await stage.until(
    'another exit rests',
    () => stage.posts('SELL').length === 3 && stage.resting('SELL').length === 1,
  )
  expect(stage.requests('/balance-allowance/update').length).toBeGreaterThan(0)
  expect(stage.control().codes).toEqual([])
})

test.each([
  [100_000, 0.4, 0.5, 0.1],
  [5_000, 0.48, 0.5, 0.005],
  [2_500, 0.48, 0.5, 0.0025],
  [1_000, 0.48, 0.5, 0.001],
  [100, 0.48, 0.5, 0.0001],
])(
  'failure 07: at a tick of %i micros no amount is refused for its precision',
  async (tick, bid, ask, step) => {
    const listed = { tickMicros: price(tick) }
    const stage = await setStage({ listed, settings: { regime: { maxSpreadCents: 20 }, entryUsdc: 10.01 } })
    stage.show(bid, ask, step)
    await stage.buy()
    await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
    expect(stage.posts().every(({ order }) => Number(order['makerAmount']) > 0)).toBe(true)
    expect(stage.told.pages).toEqual([])
  },
)

test('failure 08: order_version_mismatch stops the bot; it is not signed and sent again', async () => {
  await stopsWith(await setStage({ rules: refusal('order_version_mismatch') }), 'ORDER_ID', /update the bot/)
})

const NOT_ALLOWED = 'maker address not allowed, please use the deposit wallet flow'

test('failure 09: a maker the venue does not take is found by the canary of "arm", before anything trades', async () => {
  const stage = await setStage({ rules: refusal(NOT_ALLOWED) })
  stage.store.control_ = null
  expect(await arm(stage.ports, stage.stack)).toMatchObject({
    is: 'refused',
    why: expect.stringContaining(NOT_ALLOWED),
  })
  expect(stage.store.control_).toBeNull()
  expect(stage.posts()).toHaveLength(1)
})

test('failure 09: the same later is a STOP that names the wallet type to use', async () => {
  await stopsWith(await setStage({ rules: refusal(NOT_ALLOWED) }), 'ACCOUNT', /newer accounts need type 3/)
})

test.each([1, 2, 3] as const)(
  'failure 10: a wallet of type %i trades under the API key of its owner',
  async (signatureType) => {
    const stage = await setStage({ wallet: { funder: FUNDER, signatureType } })
    await stage.buy()
    await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
    stage.fill('SELL')
    await stage.until(
      'it is sold',
      () => stage.legs().filter(({ status }) => status === 'CONFIRMED').length === 2,
    )
    for (const { headers } of stage.requests('/order', 'POST')) expect(headers['poly_address']).toBe(WALLET)
    for (const { order } of stage.posts()) {
      expect(order).toMatchObject({
        maker: FUNDER,
        signer: signatureType === 3 ? FUNDER : WALLET,
        signatureType,
      })
    }
    for (const { query } of stage.requests('/balance-allowance')) {
      expect(query.get('signature_type')).toBe(String(signatureType))
    }
    for (const { query } of stage.requests('/v2/positions')) expect(query.get('user')).toBe(FUNDER)
    expect(stage.differences()).toEqual([])
  },
)

test('failure 10: a key that is not the signer of the order stops the bot', async () => {
  const text = 'the order signer address has to be the address of the API KEY'
  await stopsWith(
    await setStage({ rules: refusal(text) }),
    'ACCOUNT',
    /wallet\.funder and wallet\.signatureType/,
  )
})

test('failure 11: no API key is ever made while trading, and a refused one stops the bot', async () => {
  const stage = await setStage({ rules: refusal('Unauthorized/Invalid api key', 401) })
  await stopsWith(stage, 'ACCOUNT', /API credentials in SSM/)
  expect([...stage.served.calls.keys()].filter((route) => route.includes('/auth/'))).toEqual([])
})

test('failure 12: an order whose signature does not recover to the wallet key is not sent', async () => {
  const other = createWalletSigner(`0x${'2'.repeat(64)}`)
  const signer = { getAddress: async () => WALLET, _signTypedData: other._signTypedData }
  const stage = await setStage({ adapter: { signer: async () => signer } })
  await stage.ticks(3)
  expect(stage.posts()).toEqual([])
  expect(stage.told.pages[0]).toContain('does not recover')
})

test.each([
  ['normal', {}],
  ['neg-risk', { negRisk: true }],
])('failure 12: on a %s market the venue takes our signature', async (_, listed) => {
  const stage = await setStage({ listed })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(stage.told.pages).toEqual([])
})

test('failure 12: an invalid signature by the words of the venue stops the bot', async () => {
  await stopsWith(
    await setStage({ rules: refusal('invalid signature') }),
    'ACCOUNT',
    /do not belong together/,
  )
})

test('failure 24: a restricted region stops the bot; its reads and cancels go on', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  stage.plan.add('POST /order: 403-region')
  await stage.drift([0.5, 0.54], [0.52, 0.56])
  await stage.until('it is a STOP', () => stage.control().halted)
  await stage.ticks(10)
  expect(stage.control().codes).toEqual(['REGION'])
  expect(stage.control().messages[0]).toMatch(/deploy in a region/)
  expect(stage.resting()).toEqual([])
  expect(stage.control().doneSeq).toBe(stage.control().haltSeq)
})

test('failure 24: a filter before the venue that lets nothing through blinds the bot, and that is a STOP', async () => {
  const stage = await setStage()
  await stage.ticks(1)
  stage.plan.add('*: html-403')
  const posted = stage.posts().length
  await stage.until('it is a STOP', () => stage.control().halted, 30)
  expect(stage.control().codes).toEqual(['BLIND'])
  expect(stage.control().messages[0]).toMatch(/filter in front of the venue blocks us/)
  expect(stage.posts()).toHaveLength(posted)
})

test('failure 25: orders are of the second version alone: no fee rate, no nonce, no taker', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  for (const { order } of stage.posts()) {
    expect(Object.keys(order).sort()).toEqual(
      [
        'builder',
        'expiration',
        'maker',
        'makerAmount',
        'metadata',
        'salt',
        'side',
        'signature',
        'signatureType',
        'signer',
        'takerAmount',
        'timestamp',
        'tokenId',
      ].sort(),
    )
  }
  expect(stage.requests('/fee-rate')).toEqual([])
  expect(stage.posts().every(({ order }) => order['tokenId'] === YES)).toBe(true)
})
