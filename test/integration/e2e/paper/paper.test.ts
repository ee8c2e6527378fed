import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PaperRun, type PaperRunOptions, runPaper } from '../../../../desk/paper/runPaper.ts'
import type { MarketSettings } from '../../../../shared/domain/settings.ts'
import { marketId, price } from '../../../../shared/domain/units.ts'
import { DEFAULT_LATENCY } from '../../../../shared/simulator/latency.ts'
import { type PublicWorld, startPublicWorld } from './publicWorld.ts'

/** The desk shares its processor with the venue and the table: only a hang may look like one. */
const LIMITS = { requestTimeoutMs: 30_000, readDeadlineMs: 60_000 }
const HOUR_MS = 3_600_000

let folder = ''
let world: PublicWorld
let lines: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paper-'))
  lines = []
})
afterEach(async () => {
  await world.close()
  rmSync(folder, { recursive: true })
})

const run = (of: Partial<PaperRunOptions> = {}): Promise<PaperRun> =>
  runPaper({
    config: world.config,
    written: world.written,
    clock: world.clock,
    begin: world.begin,
    folder,
    limits: LIMITS,
    channel: null,
    latency: DEFAULT_LATENCY,
    forMs: 3 * HOUR_MS,
    resumeSeq: null,
    print: (line) => lines.push(line),
    ...of,
  })
const resultOf = ({ results }: PaperRun) => results[0] ?? expect.fail('no market')

test('three hours on paper: round trips, and a ledger that equals the paper accounts to the last micro', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 3 })

  // Act
  const ran = await run()
  const result = resultOf(ran)

  // Assess
  expect(result.failures).toEqual([])
  expect(result.differences).toEqual([])
  expect(ran.unseen).toBe(0)
  expect(result.stop).toBeNull()
  expect(result.roundTrips).toBeGreaterThan(2)
  expect(result.fills.length).toBeGreaterThan(5)
  expect(result.exposureHighMicros).toBeGreaterThan(10_000_000)
  expect(result.exposureHighMicros).toBeLessThanOrEqual(result.capMicros)
  expect(result.postings.some(({ outcome }) => outcome === 'unknown')).toBe(false)
  expect(lines.join('\n')).toMatch(/fill BUY .* as maker: CONFIRMED/)
  expect(ran.runs).toMatchObject([{ fillModel: 'venue', orders: expect.anything() }])
})

test('nothing but keyless GETs ever leaves, and the venue never has an order of ours', async () => {
  world = await startPublicWorld({ hours: 1 })
  const ran = await run({ forMs: HOUR_MS })

  expect(resultOf(ran).postings.length).toBeGreaterThan(3)
  expect(world.heard.length).toBeGreaterThan(500)
  expect([...new Set(world.heard.map(({ method }) => method))]).toEqual(['GET'])
  const names = new Set(world.heard.flatMap(({ headers }) => Object.keys(headers)))
  const secret = [...names].filter((name) => /^poly|auth|key|sign|cookie|token|passphrase/i.test(name))
  expect(secret).toEqual([])
  const paths = new Set(world.heard.map(({ path }) => path.split('?')[0]?.replace(/0x[0-9a-f]+/, ':id')))
  expect([...paths].sort()).toEqual([
    '/book',
    '/clob-markets/:id',
    '/markets/:id',
    '/markets/keyset',
    '/midpoint',
    '/time',
    '/v2/status',
    '/v2/trades',
  ])
  for (const account of ['paper', 'nobody']) expect(world.exchange.orders(account)).toEqual([])
})

test('a market that the venue does not have keeps no other from being traded, and alone it is refused', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 1 })
  const { stack, words } = world.config
  const [market, ...none] = stack.markets
  if (market === undefined || none.length > 0) throw new Error('a world of one market')
  const gone = { ...market, market: marketId(`0x${'99'.repeat(32)}`) }
  const configOf = (...markets: readonly MarketSettings[]) => ({
    ...world.config,
    stack: { ...stack, markets },
    words: markets.flatMap(() => words),
  })

  // Act
  const alone = run({ config: configOf(gone) })
  await expect(alone).rejects.toThrow(/^markets\[0\]\.market = 0x99.*: the venue has no such market/)
  const { results } = await run({ config: configOf(market, gone), forMs: HOUR_MS / 6 })

  // Assess
  expect(lines).toContainEqual(expect.stringMatching(/^not traded: markets\[1\]\.market = 0x99/))
  expect(results[0]?.postings.length).toBeGreaterThan(0)
})

test('shares of a market that nothing may be entered in are sold all the same; without any the run is refused', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 2 })
  const [market, ...none] = world.config.stack.markets
  if (market === undefined || none.length > 0) throw new Error('a world of one market')
  const ending = { ...market, regime: { ...market.regime, endMarginMs: 1_000_000 * HOUR_MS } }
  const config = { ...world.config, stack: { ...world.config.stack, markets: [ending] } }

  // Act
  await expect(run({ config })).rejects.toThrow(/^markets\[0\]\.market = /)
  let end = (): void => {}
  const held = resultOf(
    await run({
      print: (line) => {
        if (/fill BUY .*CONFIRMED/.test(line)) end()
      },
      onStart: (ending) => {
        end = ending
      },
    }),
  )
  const after = resultOf(await run({ config, forMs: HOUR_MS / 3 }))

  // Assess
  expect(held.position.sizeMicros).toBeGreaterThan(0)
  expect(lines).toContainEqual(expect.stringMatching(/^not traded: markets\[0\]\.market = /))
  expect(after.postings.length).toBeGreaterThan(0)
  expect([...new Set(after.postings.map(({ purpose }) => purpose))]).toEqual(['exit'])
  expect(after.failures).toEqual([])
})

test('a resolved market that the folder holds shares of is run, and the way to book its payout is named', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 1 })
  const [market] = world.config.stack.markets
  let end = (): void => {}
  await run({
    print: (line) => {
      if (/fill BUY .*CONFIRMED/.test(line)) end()
    },
    onStart: (ending) => {
      end = ending
    },
  })
  const atMs = world.clock.nowMs()
  const change = { closed: true, accepting: false, payoutMicros: [price(1_000_000), price(0)] } as const
  world.exchange.feed(market?.market ?? expect.fail('no market'), { type: 'market', atMs, change })

  // Act
  const after = resultOf(await run({ forMs: HOUR_MS / 20 }))

  // Assess
  expect(after.position.sizeMicros).toBeGreaterThan(0)
  expect(after.failures).toEqual([])
  expect(lines).toContainEqual(expect.stringMatching(/^not traded: .* the market is closed/))
  expect(lines).toContainEqual(expect.stringContaining('book the payout with "npx bot adopt --resolved"'))
})

test('a venue that does not answer is named, with what to do', async () => {
  world = await startPublicWorld({ hours: 1 })
  world.mute(/./)

  await expect(run()).rejects.toThrow(
    /^venue time = cannot be read \(.*\): run it again; .*status\.polymarket\.com/,
  )
  expect(lines.join('\n')).toMatch(/^not traded: markets\[0\]\.market = 0x.* cannot be read/m)
})

test('an interrupt cancels on paper and tells; the next run in the folder goes on with money, position and ledger', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 3 })

  // Act: ended in mid-quote.
  let end = (): void => {}
  const first = resultOf(
    await run({
      print: (line) => {
        lines.push(line)
        if (/fill BUY/.test(line)) end()
      },
      onStart: (ending) => {
        end = ending
      },
    }),
  )
  const second = resultOf(await run({ forMs: HOUR_MS }))

  // Assess
  expect(first.endMs - first.startMs).toBeLessThan(2 * HOUR_MS)
  expect(first.position.sizeMicros + first.fills.length).toBeGreaterThan(0)
  expect(first.differences).toEqual([])
  expect(second.differences).toEqual([])
  expect(second.failures).toEqual([])
  expect(second.stop).toBeNull()
  expect(second.boughtMicros).toBeGreaterThanOrEqual(first.boughtMicros)
  expect(second.fills.length).toBeGreaterThan(first.fills.length)
  expect(second.postings.length).toBeGreaterThan(0)
})

test('a second run in the same folder is refused while the first goes on', async () => {
  world = await startPublicWorld({ hours: 1 })
  let second: Promise<unknown> = Promise.resolve(null)
  await run({
    forMs: HOUR_MS / 30,
    onStart: () => {
      second = run().catch((error: unknown) => error)
    },
  })
  expect(String(await second)).toMatch(/--folder = .*end the other run/)
  // The lock is gone with its holder.
  expect(resultOf(await run({ forMs: 60_000 })).failures).toEqual([])
})

test('public trades that stay away: entries go, then STOP by BLIND, done on paper, and --resume goes on', async () => {
  // Prepare
  world = await startPublicWorld({ hours: 3 })
  await run({ forMs: HOUR_MS / 2 })

  // Act: the first STOP was the arming's own.
  lines = []
  let muted = false
  const blind = resultOf(
    await run({
      forMs: HOUR_MS / 2,
      print: (line) => {
        lines.push(line)
        if (!muted && /entry BUY .*: accepted/.test(line)) {
          muted = true
          world.mute(/^\/v2\/trades/)
        }
      },
    }),
  )
  const halted = resultOf(await run({ forMs: 120_000 }))
  world.mute(null)
  const after = resultOf(await run({ forMs: HOUR_MS / 2, resumeSeq: 2 }))

  // Assess
  expect(blind.stop).toMatchObject({ codes: ['BLIND'], done: true, openOrders: 0, postedAfter: 0 })
  expect(halted.postings).toEqual([])
  expect(lines.join('\n')).toMatch(
    /"npx bot resume 2 --folder .*" in another terminal ends the STOP, or start again with --resume 2/,
  )
  expect(after.stop).toBeNull()
  expect(after.differences).toEqual([])
  expect(after.postings.length).toBeGreaterThan(0)
})
