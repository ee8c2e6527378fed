import { expect, test } from 'vitest'
import type { Read } from '../../../shared/domain/read.ts'
import type { MonotonicMs, OrderId, TradeId } from '../../../shared/domain/units.ts'
import { createAccountProbe } from '../../../shared/polymarket/createAccountProbe.ts'
import type { ApiCredentials } from '../../../shared/ports/signer.ts'
import { CREDENTIALS, listen, marketReply, optionsAt, testClock, venueAt } from '../../support/loopback.ts'
import { DRAFT, LATER, ready } from '../../support/postFixture.ts'
import { MARKET, YES } from '../../support/wireIds.ts'

const ORDER = `0x${'1'.repeat(64)}` as OrderId
const gone = () => Promise.reject(new Error('parameter /a: AccessDeniedException'))
const why = expect.stringContaining('parameter /a: AccessDeniedException')

/** Private questions are answered, if they are asked. */
const startVenue = () =>
  listen(
    (seen) => marketReply(seen) ?? { json: seen.path === '/book' ? BOOK : { data: [], next_cursor: 'LTE=' } },
  )
const BOOK = { asset_id: YES, bids: [], asks: [], timestamp: '1795000000000' }

test('while the credentials cannot be read, private calls send nothing and say why; what is public is read', async () => {
  // Prepare
  const server = await startVenue()
  const { order } = await ready({ json: {} })
  const venue = venueAt(server.url, { credentials: gone })

  // Act
  const [market, books] = [await venue.market(MARKET), await venue.books([YES])]
  server.seen.length = 0
  const reads: readonly Read<unknown>[] = await Promise.all([
    venue.trades(DRAFT.expiresAtMs),
    venue.tradesById(['1' as TradeId]),
    venue.history({ market: MARKET, fromMs: DRAFT.expiresAtMs, untilMs: DRAFT.expiresAtMs }),
    venue.openOrders(),
    venue.order(ORDER),
    venue.balance(YES),
  ])
  const refreshed = await venue.refreshBalance(YES)
  const signing = await venue.sign(DRAFT)
  const posted = await venue.post(order, LATER)
  const cancels = [
    await venue.cancel([ORDER]),
    await venue.cancelMarket(MARKET, [YES]),
    await venue.cancelAll(),
  ]

  // Assess
  expect([market.ok, books.get(YES)?.ok]).toEqual([true, true])
  for (const read of reads) expect(read).toEqual({ ok: false, unknown: why })
  expect(refreshed).toEqual({ is: 'unanswered', why })
  expect(signing).toEqual({ is: 'refused', why })
  expect(posted).toEqual({ is: 'unsent', why })
  for (const cancelled of cancels) expect(cancelled).toMatchObject({ canceled: [], complete: false, why })
  expect(cancels[0]?.byId).toEqual(new Map([[ORDER, { is: 'unknown', why }]]))
  expect(server.seen).toEqual([])
})

test('the doctor’s questions to the account are unknown by the same words, and the region is judged', async () => {
  const server = await listen(
    (seen) => marketReply(seen) ?? { json: { blocked: false, country: 'IE', region: 'L' } },
  )
  const probe = createAccountProbe({ ...optionsAt(server.url), credentials: gone }, server.url)

  expect(await probe.money(MARKET)).toEqual({ ok: false, unknown: why })
  expect(await probe.closedOnly()).toEqual({ ok: false, unknown: why })
  expect(await probe.region()).toMatchObject({ ok: true, value: { blocked: false } })
})

test('they are read at the first private call, once for all, and again only after a failure', async () => {
  // Prepare
  const server = await startVenue()
  let loads = 0
  const venue = venueAt(server.url, {
    credentials: () => {
      loads += 1
      return loads === 1 ? gone() : Promise.resolve(CREDENTIALS)
    },
  })

  // Act
  await venue.market(MARKET)
  const before = loads
  const failed = await venue.openOrders()
  const both = await Promise.all([venue.openOrders(), venue.trades(DRAFT.expiresAtMs)])

  // Assess
  expect(before).toBe(0)
  expect(failed.ok).toBe(false)
  expect(both.map(({ ok }) => ok)).toEqual([true, true])
  expect(loads).toBe(2)
})

test('those that come late cost a call its time, and are there for the next', async () => {
  // Prepare
  const server = await startVenue()
  const clock = testClock()
  let arrive: (credentials: ApiCredentials) => void = () => undefined
  let loads = 0
  const venue = venueAt(server.url, {
    clock,
    credentials: () => {
      loads += 1
      return new Promise((resolve) => {
        arrive = resolve
      })
    },
  })

  // Act
  const beganMs = performance.now()
  const late = await venue.endingBy?.((clock.monotonic + 30) as MonotonicMs).openOrders()
  const tookMs = performance.now() - beganMs
  arrive(CREDENTIALS)
  const next = await venue.openOrders()

  // Assess
  expect(late).toEqual({ ok: false, unknown: expect.stringMatching(/unsent: no answer within \d\d ms$/) })
  expect(tookMs).toBeLessThan(1_000)
  expect(next.ok).toBe(true)
  expect(loads).toBe(1)
})

test('empty ones are refused before anything is sent', async () => {
  const server = await startVenue()
  const venue = venueAt(server.url, { credentials: async () => ({ ...CREDENTIALS, secret: '' }) })

  expect(await venue.openOrders()).toMatchObject({
    ok: false,
    unknown: expect.stringMatching(/credentials.secret = "": store the credentials again/),
  })
  expect(server.seen).toEqual([])
})

test('the wallet key is fetched at the first signature, once, and not for reading or cancelling', async () => {
  // Prepare
  const server = await startVenue()
  let fetched = 0
  const { signer } = optionsAt(server.url)
  const venue = venueAt(server.url, {
    signer: async () => {
      fetched += 1
      if (fetched === 1) throw new Error('not now')
      return signer()
    },
  })

  // Act
  await Promise.all([venue.market(MARKET), venue.openOrders(), venue.cancel([ORDER])])
  const before = fetched
  const failed = await venue.sign(DRAFT)
  const signings = await Promise.all([venue.sign(DRAFT), venue.sign(DRAFT)])

  // Assess
  expect(before).toBe(0)
  expect(failed).toMatchObject({ is: 'refused', why: expect.stringContaining('not now') })
  expect(signings.map(({ is }) => is)).toEqual(['signed', 'signed'])
  expect(fetched).toBe(2)
})
