import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import type { StackSettings } from '../../../shared/domain/settings.ts'
import { epochMs, marketId, price, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import type { RefusalCode } from '../../../shared/machine/refusalWords.ts'
import { doctorOfVenue } from '../../../shared/operator/doctor.ts'
import { barsArming, problemsOf } from '../../../shared/operator/finding.ts'
import { lookAtVenue } from '../../../shared/operator/preflight.ts'
import type { AccountProbe } from '../../../shared/ports/accountProbe.ts'
import { MARKET, now, settings } from '../../support/build.ts'
import { bench, ticked } from '../../support/engineBench.ts'
import { info } from '../../support/market.ts'

const HOUR = 3_600_000
const END = epochMs(now + 30 * 24 * HOUR)
/** What the market itself refuses, whatever its book and our past say. */
const OF_THE_MARKET: ReadonlySet<string> = new Set<RefusalCode>([
  ...(['notAccepting', 'tickUnknown', 'minimumUnknown', 'feeUnknown'] as const),
  ...(['gameStart', 'inPlay', 'ending', 'endUnknown'] as const),
])

const anyInstant = fc.constantFrom(
  null,
  ...[-HOUR, 0, 1, HOUR, 24 * HOUR, 30 * 24 * HOUR].map((ms) => now + ms),
)
const anyMarket = fc.record({
  accepting: fc.boolean(),
  closed: fc.boolean(),
  payoutMicros: fc.constantFrom(null, [price(1_000_000), price(0)] as const),
  tickMicros: fc.constantFrom(10_000, 1_000, 100_000, 30_000, 0).map(price),
  minSizeMicros: fc.constantFrom(5_000_000, 1, 0).map(size),
  feeExponent: fc.constantFrom(1, 2, 0.5),
  gameStartMs: anyInstant.map((ms) => (ms === null ? null : epochMs(ms))),
  endMs: anyInstant.map((ms) => (ms === null ? null : epochMs(ms))),
})
const anySettings = fc.record({
  allowInPlay: fc.boolean(),
  endMarginMs: fc.constantFrom(0, 1, 24 * HOUR),
  gameStartMarginMs: fc.constantFrom(0, 24 * HOUR),
})

describe('the doctor and the machine', () => {
  test('leave the same markets alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyMarket, anySettings, async (facts, regime) => {
        const base = settings()
        const of = bench({ settings: { ...base, regime: { ...base.regime, ...regime } } })
        of.venue.market_ = info(facts)

        const problems = problemsOf(await lookAtVenue(of.venue, of.stack))
        const { decision } = await ticked(of)

        const refused = (decision.audit.refusals ?? []).some((code) => OF_THE_MARKET.has(code))
        const isOver = facts.closed || facts.payoutMicros !== null
        expect(problems.some(({ ofMarket }) => ofMarket === true)).toBe(refused || isOver)
        if (refused || isOver) expect(of.venue.posted).toEqual([])
      }),
      { numRuns: 400 },
    )
  })

  test('judge the clock alike, market by market', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -12_000, max: 12_000 }),
        fc.constantFrom(1_000, 5_000, 10_000),
        async (skewMs, maxSkewMs) => {
          const base = settings()
          const of = bench({ settings: { ...base, safety: { ...base.safety, maxSkewMs } } })
          of.venue.market_ = info({ endMs: END })
          of.venue.skewMs = skewMs

          const findings = await doctorOfVenue(of.ports, FUNDED, of.stack)
          const { decision } = await ticked(of)

          const refused = decision.audit.refusals?.includes('clockSkew') === true
          expect(problemsOf(findings).some(({ field }) => field === 'clock')).toBe(refused)
        },
      ),
      { numRuns: 200 },
    )
  })
})

const FUNDED: AccountProbe = {
  money: async () => known({ balanceMicros: usdc(1_000_000_000), mayTake: true }, now),
  mayTakeShares: async () => known(true, now),
  closedOnly: async () => known(false, now),
  region: async () => known({ blocked: false, country: 'IE', region: '' }, now),
}
const SECOND = marketId(`0x${'22'.repeat(32)}`)
/** The first of two is as it is, the second sound. */
const two = (): StackSettings['markets'] => [settings(), { ...settings(), market: SECOND }]

describe('one market of two that nobody can trade', () => {
  test.each([
    ['is not known to the venue', unknown('clob-markets: status 404: {"error":"market not found"}')],
    ['cannot be read', unknown('clob-markets: lost: timeout')],
    ['has no such token', known(info({ endMs: END, tokens: [tokenId('70'), tokenId('80')] }), now)],
    ['has rules nobody can count by', known(info({ endMs: END, feeExponent: 0.5 }), now)],
    ['is closed', known(info({ endMs: END, closed: true, accepting: false }), now)],
  ])('where the first %s, the other is armed', async (_, first) => {
    const of = bench({ stack: { markets: two() } })
    of.venue.market_ = info({ endMs: END })
    const market = of.venue.market.bind(of.venue)
    of.venue.market = async (asked) => (asked === MARKET ? first : market(asked))
    // As the real one: it asks for the market first.
    const probe: AccountProbe = {
      ...FUNDED,
      money: async (asked) => (asked === MARKET && !first.ok ? first : FUNDED.money(asked)),
      mayTakeShares: async (asked, token) =>
        asked === MARKET && (!first.ok || !first.value.tokens.includes(token))
          ? unknown('the token is not of this market')
          : FUNDED.mayTakeShares(asked, token),
    }

    const findings = await doctorOfVenue(of.ports, probe, of.stack)

    expect(problemsOf(findings).length).toBeGreaterThan(0)
    expect(problemsOf(findings).filter(({ ofMarket }) => ofMarket !== true)).toEqual([])
    expect(barsArming(findings, of.stack)).toBe(false)
    expect(findings.map(({ field }) => field)).toContain('signature')
  })

  test('a clock that one of them does not allow is that one’s problem', async () => {
    const [first, second] = two()
    const markets = [first, second].flatMap((each, index) =>
      each === undefined
        ? []
        : [{ ...each, safety: { ...each.safety, maxSkewMs: index === 0 ? 1_000 : 5_000 } }],
    )
    const of = bench({ stack: { markets } })
    of.venue.market_ = info({ endMs: END })
    of.venue.skewMs = -3_000

    const findings = await doctorOfVenue(of.ports, FUNDED, of.stack)

    expect(problemsOf(findings)).toMatchObject([
      { field: 'markets[0].expert.maxSkewSeconds', value: '1', ofMarket: true },
    ])
    expect(barsArming(findings, of.stack)).toBe(false)
  })

  test('money that is not there, or keys that are refused, are the stack’s all the same', async () => {
    const of = bench({ stack: { markets: two() } })
    of.venue.market_ = info({ endMs: END })
    const probe = { ...FUNDED, money: async () => unknown('status 401: unauthorized') }

    expect(barsArming(await doctorOfVenue(of.ports, probe, of.stack), of.stack)).toBe(true)
  })
})
