import { describe, expect, test, vi } from 'vitest'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import type { Order } from '../../../shared/domain/order.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import type { MarketSettings } from '../../../shared/domain/settings.ts'
import { marketId, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import type { PostOutcome } from '../../../shared/machine/decision.ts'
import { createTelemetry } from '../../../shared/telemetry/createTelemetry.ts'
import { unpackTick } from '../../../shared/telemetry/packTick.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { configFile } from '../../support/configFile.ts'
import { MARKET, YES } from '../../support/wireIds.ts'
import { capturedOutput } from './captured.ts'
import { control, holdingState, NOW, tickRecord } from './tickRecord.ts'

const { text, lines } = capturedOutput()
const metricLines = () => lines().filter((line) => '_aws' in line)

const telemetry = () => createTelemetry({ stage: 'paper', redactor: createRedactor(), marketMetrics: true })

function marketSettings(): readonly [MarketSettings] {
  const parsed = parseConfig(configFile())
  const settings = parsed.ok ? parsed.config.stack.markets[0] : undefined
  if (settings === undefined) throw new Error('no settings')
  return [settings]
}

/** A lot, which is no more than a rounding. */
const asDust = (leg: Leg): Leg => ({ ...leg, sizeMicros: size(10_000), notionalMicros: usdc(4_000) })

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0

/** Of as many outcomes. */
const afterOf = (nth: number) => ({ ...tickRecord().after, tokenId: tokenId(String(nth)) })

describe('a tick', () => {
  test('is one line that holds what both transitions need, and what came of them', () => {
    // Prepare
    const record = tickRecord()

    // Act
    telemetry().tick(record)

    // Assess
    const [line, ...others] = lines().filter((each) => each['message'] === 'tick')
    expect(others).toEqual([])
    const { decision, before, seen, after, ...rest } = record
    expect(line?.['tick']).toEqual({
      ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmptyList(value))),
      actions: decision.actions,
      audit: decision.audit,
      packed: expect.any(String),
    })
    const { packed = '' } = (line?.['tick'] ?? {}) as { packed?: string }
    expect(unpackTick(record.market, packed)).toEqual({ market: record.market, before, seen, after })
    expect(line).toMatchObject({ level: 'INFO', service: 'market-maker-paper' })
  })

  test('tells its metrics raw, those of the market apart from those of the stack', () => {
    // Act
    telemetry().tick(tickRecord())

    // Assess
    expect(metricLines()).toEqual([
      expect.objectContaining({
        service: 'market-maker-paper',
        TickCompleted: 1,
        Halted: 0,
        RejectedPosts: 0,
        VenueLatency: 300,
        Settling: 0,
      }),
      expect.objectContaining({
        service: 'market-maker-paper',
        market: MARKET,
        Exposure: 10,
        ConfirmedExposure: 10,
        Inventory: 20,
        RealisedPnl: 0,
        UnrealisedPnl: 2,
        Mid: 0.5,
      }),
    ])
    expect(metricLines().map((line) => line['_aws'])).toEqual([
      expect.objectContaining({
        CloudWatchMetrics: [
          expect.objectContaining({ Namespace: 'PolymarketMarketMaker', Dimensions: [['service']] }),
        ],
      }),
      expect.objectContaining({
        CloudWatchMetrics: [expect.objectContaining({ Dimensions: [['service', 'market']] })],
      }),
    ])
    expect(metricLines()[0]).not.toHaveProperty('market')
  })

  test('of a stack that asks for no metrics of its markets has those of the stack alone', () => {
    createTelemetry({ stage: 'paper', redactor: createRedactor() }).tick(tickRecord())

    expect(metricLines()).toHaveLength(1)
    expect(metricLines()[0]).not.toHaveProperty('market')
  })

  test('of many markets is counted with the others of its round, in one line', () => {
    // Prepare
    vi.useFakeTimers()
    const [settings] = marketSettings()
    const sut = createTelemetry({ stage: 'paper', redactor: createRedactor(), markets: [settings, settings] })

    // Act
    for (let nth = 0; nth < 60; nth += 1)
      sut.tick(tickRecord({ outcome: nth === 7 ? 'unknown' : 'done', after: afterOf(nth) }))
    const before = metricLines().length
    vi.advanceTimersByTime(250)
    sut.tick(tickRecord())
    sut.silent([])
    vi.useRealTimers()

    // Assess
    const [first, second] = metricLines()
    expect([before, metricLines().length]).toEqual([0, 2])
    const completed = (first?.['TickCompleted'] ?? []) as readonly number[]
    expect(completed).toHaveLength(60)
    expect(completed.reduce((sum, each) => sum + each, 0)).toBe(59)
    expect(second).toMatchObject({ TickCompleted: 1, MarketSilence: 0 })
    expect(lines().filter((line) => line['message'] === 'tick')).toHaveLength(61)
  })

  test('is in the sums over all markets that an invocation reports once, as it ends', () => {
    // Prepare
    const sut = telemetry()
    const other = marketId(`0x${'b2'.repeat(32)}`)

    // Act
    sut.tick(tickRecord())
    sut.tick(tickRecord())
    sut.tick(tickRecord({ market: other, after: { ...tickRecord().after, market: other } }))
    sut.silent([])
    sut.silent([])

    // Assess: each market counts once, with its last tick.
    const sums = metricLines().filter((line) => 'TotalExposure' in line)
    expect(sums).toHaveLength(1)
    expect(sums[0]).toMatchObject({
      TotalExposure: 20,
      TotalConfirmedExposure: 20,
      TotalRealisedPnl: 0,
      TotalUnrealisedPnl: 4,
    })
    expect(sums[0]).not.toHaveProperty('market')
  })

  test.each([
    ['another run ticks the others', 30_000, 0],
    ['nobody ticks one of them any more', 200_000, 1],
  ])('is in such sums only where no part is missing: %s', (_, forMs, count) => {
    const sut = telemetry()
    sut.tick(tickRecord())

    sut.silent([{ market: marketId(`0x${'b2'.repeat(32)}`), forMs, why: null }])

    expect(metricLines().filter((line) => 'TotalExposure' in line)).toHaveLength(count)
  })

  test('is stored by the second, for the alarm that hears its silence', () => {
    // Act
    telemetry().tick(tickRecord())

    // Assess
    const [stack] = metricLines().map((line) => JSON.stringify(line['_aws']))
    expect(stack).toContain('{"Name":"TickCompleted","Unit":"Count","StorageResolution":1}')
    expect(stack?.match(/StorageResolution/g)).toHaveLength(1)
  })

  test('that is a drill, answered, is one metric', () => {
    // Act
    telemetry().drilled('by hand')

    // Assess
    expect(metricLines()).toEqual([expect.objectContaining({ DrillAnswered: 1 })])
  })

  test.each([
    ['confirmed', 1000, 0.2],
    ['confirmed', 2000, 0.1],
    ['literal', 1000, 0.2],
  ] as const)('measures exposure by what EXPOSURE stops on: %s x %d', (exposureStop, permille, use) => {
    // Prepare
    const [settings] = marketSettings()
    const risk = { ...settings.risk, exposureStop, exposureStopPermille: permille }
    const record = tickRecord()
    const { market, tokenId: token } = record.after
    const markets = [{ ...settings, market, tokenId: token, risk }]

    // Act
    createTelemetry({ stage: 'paper', redactor: createRedactor(), markets }).tick(record)

    // Assess
    expect(metricLines()[0]).toMatchObject({ ExposureUse: use })
  })

  test('of each outcome of one market has metrics of its own', () => {
    // Prepare: the configuration names one outcome; shares of the other are still held.
    const parsed = parseConfig(configFile())
    const settings = parsed.ok ? parsed.config.stack.markets[0] : undefined
    if (settings === undefined) throw new Error('no settings')
    const record = tickRecord()
    const { market, tokenId: token } = record.after
    const markets = [{ ...settings, market, tokenId: token }]
    const of = createTelemetry({ stage: 'paper', redactor: createRedactor(), markets, marketMetrics: true })
    const left = { ...holdingState(), tokenId: tokenId('78') }

    // Act
    of.tick(record)
    of.tick(tickRecord({ before: left, after: left }))

    // Assess
    expect(metricLines().flatMap((line) => ('market' in line ? [line['market']] : []))).toEqual([
      market,
      `${market}#78`,
    ])
  })

  test('shows the quotes that may be live, and no others', () => {
    // Prepare
    const quote = (side: 'BUY' | 'SELL', at: 'LIVE' | 'DEAD', micros: number) =>
      ({ side, priceMicros: micros, sizeMicros: 0, life: { at }, closedAtMs: NOW }) as unknown as Order
    const orders = [quote('BUY', 'DEAD', 440_000), quote('BUY', 'LIVE', 450_000), quote('SELL', 'DEAD', 1)]

    // Act
    telemetry().tick(tickRecord({ after: { ...holdingState(), orders } }))

    // Assess
    expect(metricLines()[1]).toMatchObject({ Bid: 0.45 })
    expect(metricLines()[1]).not.toHaveProperty('Ask')
  })

  test('that did not store what it did is not completed', () => {
    telemetry().tick(tickRecord({ outcome: 'unknown' }))
    expect(metricLines()[0]).toMatchObject({ TickCompleted: 0 })
  })

  test.each([
    ['halted by the flag', known(control({ halted: true }), NOW), 1],
    ['halted and not resumed', known(control({ haltSeq: 2, clearedSeq: 1 }), NOW), 1],
    ['unable to read the flag', unknown('time-out'), 1],
    ['not armed', known(control({ armed: false, halted: true }), NOW), 0],
    ['without control item', known('absent' as const, NOW), 0],
    ['running', known(control(), NOW), 0],
  ])('%s says so', (_, read, halted) => {
    const record = tickRecord()
    telemetry().tick({ ...record, seen: { ...record.seen, control: read } })
    expect(metricLines()[0]).toMatchObject({ Halted: halted })
  })

  test('counts refused posts, whatever the words; not what had no answer', () => {
    // Prepare
    const order = { id: '0x1' } as unknown as Order
    const post = (outcome: PostOutcome) => ({ of: 'post' as const, order, outcome, atMs: NOW })

    // Act
    telemetry().tick(
      tickRecord({
        results: [
          post({ is: 'rejected', code: 'crosses', text: 'x' }),
          post({ is: 'unknown', why: 'odd words', refused: true }),
          post({ is: 'unknown', why: 'no answer' }),
        ],
      }),
    )

    // Assess
    expect(metricLines()[0]).toMatchObject({ RejectedPosts: 2 })
  })

  test.each([
    ['that holds shares', holdingState(), 1],
    ['that is flat', { ...holdingState(), legs: [] }, 0],
    ['that holds dust', { ...holdingState(), legs: holdingState().legs.map(asDust) }, 0],
  ])('of a closed market %s counts it as settling only for its payout', (_, after, settling) => {
    telemetry().tick(tickRecord({ after: { ...after, settling: true } }))

    expect(metricLines()[0]).toMatchObject({ Settling: settling })
  })

  test('whose state makes no sense is still reported, and leaves nothing to the next metric', () => {
    // Prepare: a sale of what was never bought cannot be valued.
    const state = holdingState()
    const broken = { ...state, legs: state.legs.map((leg) => ({ ...leg, side: 'SELL' as const })) }
    const sut = telemetry()

    // Act
    sut.tick(tickRecord({ after: broken }))
    sut.busy({ market: MARKET, tokenId: YES })

    // Assess
    expect(lines().filter((line) => line['message'] === 'tick')).toHaveLength(1)
    expect(text()).toContain('telemetry failed: InvariantError')
    expect(metricLines().at(-1)).toMatchObject({ TickBusy: 1 })
    expect(metricLines().at(-1)).not.toHaveProperty('market')
  })
})

test('every other event is reported once, with its metric', () => {
  // Prepare
  const sut = telemetry()

  // Act
  sut.stop({ pass: 'not yet', haltSeq: 3, why: 'an order may be live' })
  sut.late({ executionId: 'e1', ageMs: 61_000 })
  sut.page('look', { market: MARKET }, 'invariant')
  sut.latched({ code: 'LOSS', text: 'too much', atMs: NOW }, 'latched')

  // Assess
  const messages = lines().map((line) => line['message'])
  expect(messages.filter((message) => message !== undefined)).toEqual([
    'stop',
    'late event dropped',
    'page',
    'latched',
  ])
  expect(metricLines()).toMatchObject([{ StopNotDone: 1 }, { TickLate: 1 }, { Pages: 1 }])
  expect(lines().find((line) => line['message'] === 'page')).toMatchObject({
    text: 'look',
    market: MARKET,
    runbook: 'docs/runbook.md#page-invariant',
  })
})
