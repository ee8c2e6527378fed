import { expect, test } from 'vitest'
import { account, clientOf, quote, setStage } from './stage.ts'

test('a wallet derives its key only after creating it, and gets the same one again', async () => {
  const { venue } = await setStage()
  const client = clientOf(venue.url)

  await expect(client.deriveApiKey(7)).rejects.toMatchObject({
    status: 400,
    message: 'Could not derive api key!',
  })
  const created = await client.createApiKey(7)
  const derived = await client.deriveApiKey(7)

  expect(derived).toEqual(created)
  expect(created.key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  await expect(client.createApiKey(7)).rejects.toMatchObject({
    status: 400,
    message: 'Could not create api key',
  })
})

test('a deleted key opens nothing any more', async () => {
  const { client, venue } = await setStage()
  expect((await client.getApiKeys()).apiKeys).toHaveLength(1)

  expect(await client.deleteApiKey()).toBe('OK')

  await expect(client.getOpenOrders()).rejects.toMatchObject({ status: 401 })
  expect(venue.calls.get('GET /data/orders')).toBe(1)
})

test('an account in closed only mode is refused, and may not buy', async () => {
  const stage = await setStage()
  expect(await stage.client.getClosedOnlyMode()).toEqual({ closed_only: false })

  stage.exchange.ban(account, 'closedOnly')

  expect(await stage.client.getClosedOnlyMode()).toEqual({ closed_only: true })
  await expect(quote(stage, 0.46)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('closed only mode'),
  })
})
