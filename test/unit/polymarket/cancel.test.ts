import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { orderId } from '../../../shared/domain/units.ts'
import { interpretCancel } from '../../../shared/polymarket/cancel.ts'
import { listen, type Reply, venueAt } from '../../support/loopback.ts'
import { MARKET, NO, WALLET, YES } from '../../support/wireIds.ts'

const A = orderId(`0x${'a'.repeat(64)}`)
const B = orderId(`0x${'b'.repeat(64)}`)
const C = orderId(`0x${'c'.repeat(64)}`)

describe('cancelling by id', () => {
  const ask = async (reply: Reply) => {
    const server = await listen(() => reply)
    return { report: await venueAt(server.url).cancel([A, B]), server }
  }

  it('tells every order apart', async () => {
    const { report, server } = await ask({
      json: {
        canceled: [A.toUpperCase().replace('0X', '0x')],
        not_canceled: { [B]: 'Order already matched' },
      },
    })
    expect(report.byId.get(A)).toEqual({ is: 'canceled' })
    expect(report.byId.get(B)).toEqual({ is: 'notCanceled', text: 'Order already matched' })
    expect(report).toMatchObject({ canceled: [A], complete: true })
    expect([server.seen[0]?.method, server.seen[0]?.path, server.seen[0]?.body]).toEqual([
      'DELETE',
      '/orders',
      JSON.stringify([A, B]),
    ])
  })

  it('leaves unknown what the answer does not name', async () => {
    const { report } = await ask({ json: { canceled: [A], not_canceled: {} } })
    expect(report.byId.get(B)?.is).toBe('unknown')
    expect(report.complete).toBe(false)
  })

  it('believes neither where an id is on both sides', async () => {
    const { report } = await ask({ json: { canceled: [A, B], not_canceled: { [B]: 'already canceled' } } })
    expect(report.byId.get(B)?.is).toBe('unknown')
    expect(report).toMatchObject({ canceled: [A], complete: false })
  })

  const broken: readonly (readonly [string, Reply])[] = [
    ['nothing', { text: '' }],
    ['an empty object', { json: {} }],
    ['a list', { json: [A, B] }],
    ['canceled that is not a list', { json: { canceled: A, not_canceled: {} } }],
    ['an error', { status: 400, json: { error: 'Invalid orderID' } }],
    ['the right words under 500', { status: 500, json: { canceled: [A, B], not_canceled: {} } }],
    ['a pause', { status: 503, json: { error: 'trading is disabled' } }],
    ['a dropped connection', (response) => response.destroy()],
    ['silence', () => {}],
  ]
  it.each(broken)('knows nothing after %s, and does not ask again', async (_, reply) => {
    const { report, server } = await ask(reply)
    expect([...report.byId.values()].map((outcome) => outcome.is)).toEqual(['unknown', 'unknown'])
    expect(report).toMatchObject({ canceled: [], complete: false })
    expect(server.seen).toHaveLength(1)
  })

  it.each([
    ['canceled with something else in it', { canceled: [A, 7], not_canceled: {} }, 'unknown'],
    ['not_canceled that is a list', { canceled: [A], not_canceled: [B] }, 'unknown'],
    ['not_canceled with a name that is none', { canceled: [A], not_canceled: { 'x y': 'no' } }, 'unknown'],
    ['words that are none', { canceled: [A], not_canceled: { [B]: 7 } }, 'notCanceled'],
  ])('after %s the other entries count', async (_, json, other) => {
    const { report } = await ask({ json })
    expect(report.byId.get(A)).toEqual({ is: 'canceled' })
    expect(report.byId.get(B)?.is).toBe(other)
    expect(report).toMatchObject({ canceled: [A], complete: other === 'notCanceled' })
  })

  it('of nothing asks nothing', async () => {
    const server = await listen(() => ({ json: {} }))
    expect(await venueAt(server.url).cancel([])).toMatchObject({ complete: true, canceled: [] })
    expect(server.seen).toEqual([])
  })

  it('never throws and never forgets an id', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const report = interpretCancel({ is: 'answer', status: 200, body: { is: 'json', value } }, [A, B])
        expect([...report.byId.keys()]).toEqual(expect.arrayContaining([A, B]))
        expect(report.complete).toBe(false)
      }),
    )
  })
})

describe('cancelling a market', () => {
  it('asks by condition and for both tokens, and canceled wins', async () => {
    const server = await listen((seen) => {
      const filter = JSON.parse(seen.body)
      if (filter.market === MARKET)
        return { json: { canceled: [A], not_canceled: { [B]: 'Order not found' } } }
      if (filter.asset_id === YES)
        return { json: { canceled: [B], not_canceled: { [A]: 'already canceled' } } }
      return { json: { canceled: [], not_canceled: { [C]: 'Order already matched' } } }
    })
    const report = await venueAt(server.url).cancelMarket(MARKET, [YES, NO])
    expect(server.seen.map((seen) => seen.path)).toEqual(Array(3).fill('/cancel-market-orders'))
    expect(server.seen.map((seen) => seen.body).sort()).toEqual(
      [{ market: MARKET }, { asset_id: YES }, { asset_id: NO }]
        .map((filter) => JSON.stringify(filter))
        .sort(),
    )
    expect(report.byId.get(A)?.is).toBe('canceled')
    expect(report.byId.get(B)?.is).toBe('canceled')
    expect(report.byId.get(C)).toEqual({ is: 'notCanceled', text: 'Order already matched' })
    expect(report).toMatchObject({ canceled: expect.arrayContaining([A, B]), complete: true })
  })

  it('is not complete where one of the three did not answer', async () => {
    const server = await listen((seen) =>
      JSON.parse(seen.body).asset_id === NO
        ? { status: 500, json: {} }
        : { json: { canceled: [A], not_canceled: {} } },
    )
    const report = await venueAt(server.url).cancelMarket(MARKET, [YES, NO])
    expect(report).toMatchObject({ canceled: [A], complete: false, why: expect.stringContaining('500') })
  })

  const V2 = `0x${'1'.repeat(62)}00` as typeof MARKET
  const cancelsOf = async (answer: (market: string | undefined) => Reply) => {
    const server = await listen((seen) => answer(JSON.parse(seen.body).market))
    const report = await venueAt(server.url).cancelMarket(V2, [YES])
    return { report, asked: server.seen.map((seen) => JSON.parse(seen.body).market).filter(Boolean) }
  }

  it('of Protocol V2 asks under both widths of its condition; one of them understood will do', async () => {
    const { report, asked } = await cancelsOf((market) =>
      market === V2
        ? { status: 400, json: { error: 'Invalid market' } }
        : { json: { canceled: [A], not_canceled: {} } },
    )
    expect(asked.sort()).toEqual([V2, V2.slice(0, -2)].sort())
    expect(report).toMatchObject({ canceled: [A], complete: true })
  })

  it('of Protocol V2 is not complete where neither width was understood', async () => {
    const { report } = await cancelsOf((market) =>
      market === undefined
        ? { json: { canceled: [], not_canceled: {} } }
        : { status: 404, json: { error: 'market not found' } },
    )
    expect(report).toMatchObject({ complete: false, why: expect.stringContaining('404') })
  })

  it('of the whole account is one call, without a wallet key', async () => {
    const server = await listen(() => ({ json: { canceled: [A], not_canceled: {} } }))
    const report = await venueAt(server.url, { signer: null }).cancelAll()
    expect(report).toMatchObject({ canceled: [A], complete: true })
    expect(server.seen[0]).toMatchObject({ method: 'DELETE', path: '/cancel-all' })
    expect(server.seen[0]?.headers['poly_address']).toBe(WALLET)
  })
})
