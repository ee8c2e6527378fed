import { request as httpRequest } from 'node:http'
import { Side } from '@polymarket/clob-client-v2'
import { describe, expect, test, vi } from 'vitest'
import { YES } from '../../../support/wireIds.ts'
import { account, postSigned, type Stage, setStage } from '../http/stage.ts'

const sign = ({ client, exchange }: Stage) =>
  client.createOrder(
    { tokenID: YES, price: 0.46, size: 10, side: Side.BUY },
    { tickSize: '0.01', negRisk: exchange.markets()[0]?.negRisk ?? false },
  )

/** Status, headers and text of an answer, or what became of it. */
async function get(url: string): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('canned answers', () => {
  test.each<[string, number, string, Record<string, string>]>([
    ['425', 425, 'restarting', { 'retry-after': '1' }],
    ['425 3', 425, 'restarting', { 'retry-after': '3' }],
    ['503-post-only 40', 503, '"code":"post_only_mode","retry_after_seconds":40', { 'retry-after': '40' }],
    ['503-cancel-only', 503, 'currently cancel-only', {}],
    ['503-disabled', 503, 'currently disabled', {}],
    ['503-guide', 503, '"trading is disabled"', {}],
    ['429 2', 429, 'Too Many', { 'retry-after': '2', 'poly-ratelimit-remaining': '0' }],
    ['500-insert', 500, 'could not insert order', {}],
    ['500-run', 500, 'could not run the execution', {}],
    ['500-timeout', 500, 'order timed out', {}],
    ['500-internal', 500, 'Internal server error', {}],
    ['html-403', 403, '<!DOCTYPE html>', { 'content-type': 'text/html; charset=UTF-8' }],
    ['html-502', 502, '<!DOCTYPE html>', {}],
    ['403-region', 403, 'Trading restricted in your region', {}],
    ['redirect http://127.0.0.1:1/x', 307, '', { location: 'http://127.0.0.1:1/x' }],
    ['reply 404 not found', 404, '{"error":"not found"}', {}],
    ['reply 200 null', 200, 'null', { 'content-type': 'application/json' }],
  ])('%s', async (fault, status, text, headers) => {
    const { venue } = await setStage({ rules: [`GET /time: ${fault}`] })

    const answer = await get(`${venue.url}/time`)

    expect(answer.status).toBe(status)
    expect(answer.text).toContain(text)
    for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value)
  })

  test('425 without its header, and a 500 without a body', async () => {
    const { venue } = await setStage({ rules: ['GET /time: 425 0', 'GET /ok: empty-500'] })

    expect((await get(`${venue.url}/time`)).headers.has('retry-after')).toBe(false)
    expect(await get(`${venue.url}/ok`)).toMatchObject({ status: 500, text: '' })
  })
})

describe('what happened to the order', () => {
  test.each([
    ['drop-before', 0],
    ['drop-after', 1],
    ['500-insert', 0],
    ['500-insert after', 1],
    ['429 1 after', 1],
    ['torn', 1],
    ['truncated', 1],
    ['endless', 1],
    ['duplicated', 1],
  ])('%s leaves %i of them on the book', async (fault, orders) => {
    const stage = await setStage({ rules: [`POST /order: ${fault}, nth 1`] })
    const order = await sign(stage)

    const seen = await Promise.race([
      postSigned(stage, order).then(
        ({ status }) => status,
        () => 'no answer',
      ),
      new Promise((resolve) => setTimeout(() => resolve('no end'), 300)),
    ])

    expect(stage.exchange.openOrders(account)).toHaveLength(orders)
    expect(seen).not.toBe(200)
  })

  test('a delayed request is acted on late, a delayed answer at once', async () => {
    const stage = await setStage({
      rules: ['POST /order: delay-before 150ms, nth 1', 'POST /order: delay-after 1000ms, nth 2'],
    })
    const [first, second] = [await sign(stage), await sign(stage)]

    const late = postSigned(stage, first)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(stage.exchange.openOrders(account)).toHaveLength(0)
    expect((await late).status).toBe(200)
    let isAnswered = false
    const slow = postSigned(stage, second).finally(() => {
      isAnswered = true
    })
    await vi.waitFor(() => expect(stage.exchange.openOrders(account)).toHaveLength(2), { timeout: 5_000 })
    expect(isAnswered).toBe(false)
    expect((await slow).status).toBe(200)
  })

  test('an endless body goes on for as long as somebody reads it, and no longer', async () => {
    const stage = await setStage({ rules: ['GET /time: endless'] })
    const bytes = await new Promise<number>((resolve, reject) => {
      let read = 0
      const request = httpRequest(`${stage.venue.url}/time`, (response) => {
        response.on('data', (chunk: Buffer) => {
          read += chunk.length
          if (read < 1_000_000) return
          request.destroy()
          resolve(read)
        })
      })
      request.on('error', reject).end()
    })

    expect(bytes).toBeGreaterThanOrEqual(1_000_000)
  })

  test('the words of an accepted order can be others than "live"', async () => {
    const stage = await setStage({
      rules: [
        'POST /order: delayed, nth 1',
        'POST /order: unmatched, nth 2',
        'POST /order: other-id, nth 3',
        'POST /order: duplicated, nth 4',
      ],
    })
    const post = async () => (await postSigned(stage, await sign(stage))).body

    expect(await post()).toMatchObject({ success: true, status: 'delayed' })
    expect(await post()).toMatchObject({ success: true, status: 'unmatched' })
    const { orderID } = (await post()) as { orderID: string }
    expect(stage.exchange.order(orderID)).toBeUndefined()
    expect(await post()).toEqual({ error: expect.stringMatching(/^order 0x\S+ is invalid\. Duplicated\.$/) })
    expect(stage.exchange.openOrders(account)).toHaveLength(4)
  })
})
