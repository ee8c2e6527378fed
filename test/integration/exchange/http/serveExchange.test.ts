import { expect, test } from 'vitest'
import { MAX_BODY_BYTES } from '../../../../desk/exchange/http/readBody.ts'
import { serveExchange } from '../../../../desk/exchange/http/serveExchange.ts'
import { YES } from '../../../support/wireIds.ts'
import { setStage } from './stage.ts'

test('a broken invariant inside is answered by a 500 and reported to the caller', async () => {
  const { exchange } = await setStage()
  const errors: unknown[] = []
  const broken = {
    ...exchange,
    book: () => {
      throw new Error('the book does not balance')
    },
  }
  const venue = await serveExchange({
    exchange: broken,
    chainId: 137,
    wallNowMs: () => Date.now(),
    onError: (error) => errors.push(error),
  })

  const response = await fetch(`${venue.url}/book?token_id=${YES}`)
  await venue.close()

  expect(response.status).toBe(500)
  expect(await response.json()).toEqual({ error: 'Internal server error' })
  expect(errors).toEqual([new Error('the book does not balance')])
})

test('a body beyond the bound is refused, not read', async () => {
  const { venue } = await setStage()

  const answer = fetch(`${venue.url}/books`, { method: 'POST', body: 'x'.repeat(MAX_BODY_BYTES + 1) })

  expect((await answer).status).toBe(413)
})

test('a chain whose contracts nobody knows is refused by name', async () => {
  const { exchange } = await setStage()

  await expect(serveExchange({ exchange, chainId: 1, wallNowMs: () => Date.now() })).rejects.toThrow(
    /chainId: 1/,
  )
})

test('the same wallet gets the same credentials from every venue', async () => {
  const [one, other] = [await setStage(), await setStage()]
  const address = `0x${'5'.repeat(40)}`

  expect(other.venue.issueKey(address)).toEqual(one.venue.issueKey(address))
  expect(one.venue.issueKey(address)).toEqual(one.venue.issueKey(address.toUpperCase().replace('X', 'x')))
})

test('no route is a 404', async () => {
  const { venue } = await setStage()

  for (const path of ['/', '/v1/nothing', '/markets/', '/data/order/a/b'])
    expect((await fetch(`${venue.url}${path}`, { method: 'POST' })).status).toBe(404)
})

test('a taken port is reported, and the other one is not left open', async () => {
  const { exchange, venue } = await setStage()
  const dataPort = Number(new URL(venue.dataUrl).port)
  const options = { exchange, chainId: 137, wallNowMs: () => Date.now() }
  const free = await serveExchange(options)
  const port = Number(new URL(free.url).port)
  await free.close()

  await expect(serveExchange({ ...options, port, dataPort })).rejects.toThrow(/EADDRINUSE/)

  const again = await serveExchange({ ...options, port })
  await again.close()
})
