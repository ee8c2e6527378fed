import { describe, expect, onTestFinished, test } from 'vitest'
import { makeCatalogue, TRADED_MS } from '../../../../desk/catalogue/makeCatalogue.ts'
import { openCatalogue } from '../../../../desk/catalogue/openCatalogue.ts'
import { createExchange } from '../../../../desk/exchange/createExchange.ts'
import { serveExchange } from '../../../../desk/exchange/http/serveExchange.ts'
import { epochMs } from '../../../../shared/domain/units.ts'

const startMs = epochMs(Date.UTC(2026, 10, 28, 12))
const made = makeCatalogue({ seed: 3, count: 24, startMs })

async function open() {
  const exchange = createExchange({ seed: 3, startMs: startMs - TRADED_MS })
  const pastPrices = openCatalogue(exchange, made, startMs)
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now, pastPrices })
  onTestFinished(() => venue.close())
  const ask = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  return {
    gamma: (path: string) => ask(`${venue.dataUrl}${path}`),
    post: (path: string, body: unknown) =>
      ask(`${venue.url}${path}`, { method: 'POST', body: JSON.stringify(body) }),
    get: (path: string) => ask(`${venue.url}${path}`),
  }
}

describe('the venue of a generated catalogue', () => {
  test('finds an event with its markets, and a market by its own name', async () => {
    const venue = await open()
    const event = await venue.gamma('/events/slug/who-wins-vote-0-of-elandia')
    const market = await venue.gamma('/markets/slug/will-candidate-2-win-vote-0-of-elandia')

    expect(event.body['markets']).toHaveLength(6)
    expect(market.body).toMatchObject({ conditionId: made[1]?.listed.market, groupItemTitle: 'Candidate 2' })
    expect((await venue.gamma('/events/slug/nothing-of-the-kind')).status).toBe(404)
    expect((await venue.gamma('/markets/slug/nothing-of-the-kind')).status).toBe(404)
  })

  test('searches by words, all of which a market must hold', async () => {
    const venue = await open()
    const found = async (q: string) =>
      ((await venue.gamma(`/public-search?q=${encodeURIComponent(q)}`)).body['events'] as unknown[]).length

    expect(await found('candidate elandia')).toBeGreaterThan(0)
    expect(await found('candidate atlantis')).toBe(0)
    expect(await found('')).toBe(0)
  })

  test('tells the prices of many tokens in one call, the second outcome mirrored', async () => {
    const venue = await open()
    const [yes, no] = made[0]?.listed.tokens ?? ['', '']
    const window = { start_ts: startMs / 1000 - 3_600, end_ts: startMs / 1000, fidelity: 1 }
    const { body } = await venue.post('/batch-prices-history', { markets: [yes, no], ...window })
    const history = body['history'] as Record<string, readonly { t: number; p: number }[]>

    expect(history[yes]).toHaveLength(61)
    expect((history[yes]?.at(-1)?.p ?? 0) + (history[no]?.at(-1)?.p ?? 0)).toBeCloseTo(1)
    const tooMany = Array.from({ length: 21 }, () => yes)
    expect((await venue.post('/batch-prices-history', { markets: tooMany, ...window })).status).toBe(400)
    expect((await venue.post('/batch-prices-history', { markets: [yes] })).status).toBe(400)
  })

  test('filters the rewarded markets by the tag and the event that they have', async () => {
    const venue = await open()
    const records = async (query: string) =>
      (await venue.get(`/rewards/markets/multi?page_size=500&${query}`)).body['data'] as unknown[]

    expect(await records('event_id=90000')).toHaveLength(6)
    const politics = made.filter(({ listed }) => listed.category === 'Politics')
    expect(await records('tag_slug=politics')).toHaveLength(politics.length)
    expect(await records('tag_slug=weather')).toHaveLength(0)
  })
})
