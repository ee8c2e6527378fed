import { Side } from '@polymarket/clob-client-v2'
import { expect, test } from 'vitest'
import { createFaults } from '../../../../desk/exchange/faults/createFaults.ts'
import type { InjectedFaults } from '../../../../desk/exchange/http/faults.ts'
import { YES } from '../../../support/wireIds.ts'
import { account, postSigned, type Stage, setStage } from './stage.ts'

/** Strikes POST /order once. */
const once = (injected: Partial<InjectedFaults>) => {
  let left = 1
  return ({ route }: { readonly route: string }) =>
    route === 'POST /order' && left-- > 0 ? { before: [], after: [], ...injected } : null
}

const sign = ({ client }: Stage) =>
  client.createOrder(
    { tokenID: YES, price: 0.46, size: 10, side: Side.BUY },
    { tickSize: '0.01', negRisk: false },
  )

test('a connection dropped before the venue acted leaves no order, dropped after it leaves one', async () => {
  const before = await setStage({ faults: once({ before: [{ do: 'drop' }] }) })
  const after = await setStage({ faults: once({ after: [{ do: 'drop' }] }) })

  await expect(postSigned(before, await sign(before))).rejects.toThrow()
  await expect(postSigned(after, await sign(after))).rejects.toThrow()

  expect(before.exchange.openOrders(account)).toHaveLength(0)
  expect(after.exchange.openOrders(account)).toHaveLength(1)
})

test('a canned answer replaces the honest one, before the venue acted or after', async () => {
  const reply = { status: 425, body: '{"error":"restarting"}', headers: { 'retry-after': '1' } }
  const before = await setStage({ faults: once({ before: [{ do: 'reply', reply }] }) })
  const after = await setStage({ faults: once({ after: [{ do: 'alter', alter: () => reply }] }) })

  expect((await postSigned(before, await sign(before))).status).toBe(425)
  expect((await postSigned(after, await sign(after))).status).toBe(425)

  expect(before.exchange.openOrders(account)).toHaveLength(0)
  expect(after.exchange.openOrders(account)).toHaveLength(1)
})

test('a delay only takes time', async () => {
  const stage = await setStage({ faults: once({ after: [{ do: 'delay', ms: 50 }] }) })
  const order = await sign(stage)
  const startedMs = performance.now()

  const answer = await postSigned(stage, order)

  expect(answer.status).toBe(200)
  expect(performance.now() - startedMs).toBeGreaterThan(45)
})

test('every request is counted under its route', async () => {
  const stage = await setStage({ faults: createFaults({ seed: 1, rules: [] }).http })

  await stage.client.getOpenOrders()
  await stage.client.getOrder(`0x${'1'.repeat(64)}`).catch(() => null)
  await fetch(`${stage.venue.dataUrl}/api/geoblock`)
  await fetch(`${stage.venue.url}/no/such/route`)

  expect(Object.fromEntries(stage.venue.calls)).toEqual({
    'GET /data/orders': 1,
    'GET /data/order/:': 1,
    'GET web/api/geoblock': 1,
  })
})
