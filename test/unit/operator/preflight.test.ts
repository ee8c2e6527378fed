import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { epochMs, price, size, tokenId, usdc } from '../../../shared/domain/units.ts'
import {
  barsArming,
  configFinding,
  formatProblem,
  notTradedFinding,
  soundFinding,
} from '../../../shared/operator/finding.ts'
import { lookAtVenue, preflight } from '../../../shared/operator/preflight.ts'
import { timeRefusals } from '../../../shared/strategy/regime.ts'
import { now, settings } from '../../support/build.ts'
import { bench } from '../../support/engineBench.ts'
import { book, info } from '../../support/market.ts'

const END = epochMs(now + 30 * 86_400_000)

/** A bench whose market ends in a month: one without an end is itself a problem. */
function readyBench(of: Parameters<typeof bench>[0] = {}) {
  const stage = bench(of)
  stage.venue.market_ = info({ endMs: END })
  return stage
}

test('a sound market with accepted keys is in nobody’s way, and nothing is posted', async () => {
  const stage = readyBench()

  const problems = await preflight(stage.venue, stage.stack)

  expect(problems).toEqual([])
  expect(stage.venue.posted).toEqual([])
})

describe('each problem names field, value and remedy', () => {
  const cases: readonly {
    readonly what: string
    readonly prepare: (stage: ReturnType<typeof readyBench>) => void
    readonly line: RegExp
    readonly kind: 'configuration' | 'outside'
  }[] = [
    {
      what: 'a closed market',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: END, closed: true, accepting: false })
      },
      line: /^markets\[0\]\.market = 0x.*: the market is closed: choose an open one$/,
      kind: 'configuration',
    },
    {
      what: 'a market that takes no orders',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: END, accepting: false })
      },
      line: /the market is not accepting orders now/,
      kind: 'configuration',
    },
    {
      what: 'a token of another market',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: END, tokens: [tokenId('70'), tokenId('80')] })
      },
      line: /^markets\[0\]\.token = .*: not a token of this market: use 70 or 80$/,
      kind: 'configuration',
    },
    {
      what: 'a market without an end',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: null })
      },
      line: /no end: a market with no known end/,
      kind: 'configuration',
    },
    {
      what: 'a market whose time is over',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: epochMs(now - 1) })
      },
      line: /the market has ended/,
      kind: 'configuration',
    },
    {
      what: 'a fee that cannot be computed',
      prepare: ({ venue }) => {
        venue.market_ = info({ endMs: END, feeExponent: 0.5 })
      },
      line: /the fee cannot be computed exactly/,
      kind: 'configuration',
    },
    {
      what: 'a key that does not sign',
      prepare: ({ venue }) => {
        venue.signing = () => 'the signature does not recover to the wallet'
      },
      line: /^signature = the signature does not recover to the wallet: check the wallet key/,
      kind: 'configuration',
    },
    {
      what: 'a venue that does not answer for the market',
      prepare: ({ venue }) => {
        venue.silent.add('market')
      },
      line: /^markets\[0\]\.market = .* cannot be read/,
      kind: 'outside',
    },
    {
      what: 'a venue that does not say what time it is',
      prepare: ({ venue }) => {
        venue.silent.add('timeMs')
      },
      line: /^venue time = cannot be read \(.*\): run it again/,
      kind: 'outside',
    },
    {
      what: 'a book that cannot be read',
      prepare: ({ venue }) => {
        venue.silent.add('books')
      },
      line: /^markets\[0\]\.token = book unreadable/,
      kind: 'outside',
    },
  ]
  test.each(cases)('$what', async ({ prepare, line, kind }) => {
    const stage = readyBench()
    prepare(stage)

    const problems = await preflight(stage.venue, stage.stack)

    expect(problems.map(formatProblem)).toContainEqual(expect.stringMatching(line))
    expect(problems.find((problem) => line.test(formatProblem(problem)))?.kind).toBe(kind)
  })

  test.each([
    ['status 401: {"error":"Unauthorized/Invalid api key"}', 'configuration', /run "npx bot setup"/],
    ['lost: timeout', 'outside', /run it again/],
  ] as const)('credentials: %s', async (why, kind, remedy) => {
    const stage = readyBench()
    stage.venue.openOrders = async () => unknown(why)

    const problems = await preflight(stage.venue, stage.stack)

    expect(problems).toEqual([expect.objectContaining({ field: 'credentials', kind })])
    expect(problems[0]?.remedy).toMatch(remedy)
  })

  test('a market nobody knows is the user’s to correct', async () => {
    const stage = readyBench()
    stage.venue.market = async () => unknown('clob-markets: status 404: {"error":"Market not found"}')

    const [problem] = await preflight(stage.venue, stage.stack)

    expect(problem).toMatchObject({ field: 'markets[0].market', kind: 'configuration' })
    expect(problem?.remedy).toContain('check the condition id')
  })

  test('an entry too small for the market’s minimum', async () => {
    const base = settings()
    const small = { ...base, risk: { ...base.risk, entryUsdcMicros: usdc(1) } }
    const stage = readyBench({ settings: small })

    const [problem] = await preflight(stage.venue, stage.stack)

    expect(problem).toMatchObject({ field: 'markets[0].entryUsdc', kind: 'configuration' })
  })
})

test('a venue without a key is looked at without signing', async () => {
  const stage = readyBench()
  stage.venue.signing = () => 'no wallet key here'

  const findings = await lookAtVenue(stage.venue, stage.stack, { signs: false })

  expect(findings.every(({ problem }) => problem === null)).toBe(true)
  expect(findings.map(({ field }) => field)).not.toContain('signature')
})

const stackOf = (outcomes: number) => ({ markets: Array.from({ length: outcomes }) })

describe('what keeps the stack from being armed', () => {
  const closed = notTradedFinding('markets[0].market', '0x11', 'the market is closed: choose an open one')
  const ended = notTradedFinding('markets[0].market', 'ended', 'the market has ended: choose another')
  const second = notTradedFinding('markets[1].market', '0x22', 'the market is not accepting orders now')
  const keys = configFinding('credentials', 'status 401', 'run "npx bot setup"')

  test('of both outcomes of one entry each must be out: by its own token, or by the market', () => {
    const places = [
      { entry: 0, token: 'token' },
      { entry: 0, token: 'otherToken' },
    ] as const
    const stack = { ...stackOf(2), places }
    const token = notTradedFinding('markets[0].token', '7', '')
    const other = notTradedFinding('markets[0].otherToken', '8', '')
    expect(barsArming([token], stack)).toBe(false)
    expect(barsArming([other], stack)).toBe(false)
    expect(barsArming([token, other], stack)).toBe(true)
    expect(barsArming([closed], stack)).toBe(true)
  })

  test.each([
    ['nothing wrong', [soundFinding('clock', '3 ms')], 2, false],
    ['one market of two out of trade', [closed, ended], 2, false],
    ['the only market out of trade', [closed], 1, true],
    ['both of two out of trade', [closed, second], 2, true],
    ['one out of trade, and keys that are refused', [closed, keys], 2, true],
    ['no market at all', [], 0, true],
  ])('%s', (_, findings, markets, bars) => {
    expect(barsArming(findings, stackOf(markets))).toBe(bars)
  })

  test('a market that is closed, paused or ended is one out of trade', async () => {
    const stage = readyBench()
    for (const facts of [{ closed: true, accepting: false }, { accepting: false }, { endMs: now }]) {
      stage.venue.market_ = info({ endMs: END, ...facts })
      const problems = await preflight(stage.venue, stage.stack)

      expect(problems.map(({ ofMarket }) => ofMarket)).toEqual([true])
    }
  })
})

describe('the doctor asks what the machine asks', () => {
  const HOUR = 3_600_000
  const times = [null, now - HOUR, now, now + 1, now + HOUR, now + 24 * HOUR, now + 25 * HOUR, END]
  const cases = times.flatMap((endMs) =>
    times.flatMap((gameStartMs) =>
      [0, 24 * HOUR].map((endMarginMs) => ({ endMs, gameStartMs, endMarginMs })),
    ),
  )

  test.each(cases)('end $endMs, game $gameStartMs, margin $endMarginMs', async (of) => {
    const base = settings()
    const own = { ...base, regime: { ...base.regime, allowInPlay: false, endMarginMs: of.endMarginMs } }
    const stage = bench({ settings: own })
    const facts = info({
      endMs: of.endMs === null ? null : epochMs(of.endMs),
      gameStartMs: of.gameStartMs === null ? null : epochMs(of.gameStartMs),
    })
    stage.venue.market_ = facts

    const problems = await preflight(stage.venue, stage.stack)

    const refuses = timeRefusals(facts, now, own.regime)
    expect(problems).toHaveLength(refuses.length)
    expect(problems.every(({ ofMarket }) => ofMarket === true)).toBe(true)
  })

  test.each([
    ['a token of another market', info({ endMs: END, tokens: [tokenId('70'), tokenId('80')] })],
    ['a fee nobody can compute', info({ endMs: END, feeExponent: 0.5 })],
    ['a tick off the grid', info({ endMs: END, tickMicros: price(30_000) })],
    ['no minimum', info({ endMs: END, minSizeMicros: size(0) })],
    ['no end', info({ endMs: null })],
    ['a payout', info({ endMs: END, payoutMicros: [price(1_000_000), price(0)] })],
  ])('%s is that market’s problem, not the stack’s', async (_, facts) => {
    const stage = readyBench()
    stage.venue.market_ = facts

    const problems = await preflight(stage.venue, stage.stack)

    expect(problems.length).toBeGreaterThan(0)
    expect(problems.filter(({ ofMarket }) => ofMarket !== true)).toEqual([])
    expect(barsArming(await lookAtVenue(stage.venue, stage.stack), stackOf(2))).toBe(false)
    expect(barsArming(await lookAtVenue(stage.venue, stage.stack), stackOf(1))).toBe(true)
  })

  test('two problems of one market are one market', () => {
    const findings = [
      notTradedFinding('markets[0].market', 'no end', ''),
      notTradedFinding('markets[0].token', '7', ''),
    ]
    expect(barsArming(findings, stackOf(2))).toBe(false)
    expect(barsArming(findings, stackOf(1))).toBe(true)
  })

  test('a book that is not believed just now is reported, and refuses nothing', async () => {
    const stage = readyBench()
    stage.venue.book = book([[0.56, 500]], [])

    const findings = await lookAtVenue(stage.venue, stage.stack)

    expect(findings.filter(({ problem }) => problem !== null)).toEqual([])
    expect(findings.map(({ value }) => value)).toContain(
      'book: 1 bid, 0 asks (not believed now: a side of the book is empty)',
    )
  })
})
