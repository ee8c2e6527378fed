import { type MadeMarket, makeCatalogue, TRADED_MS } from '../../../desk/catalogue/makeCatalogue.ts'
import { openCatalogue } from '../../../desk/catalogue/openCatalogue.ts'
import { createExchange } from '../../../desk/exchange/createExchange.ts'
import { serveExchange } from '../../../desk/exchange/http/serveExchange.ts'
import { type Candidate, candidateOf } from '../../../desk/find/candidateOf.ts'
import { chosen } from '../../../desk/find/chosen.ts'
import { defaultConfig, judgingSettings } from '../../../desk/find/defaultConfig.ts'
import { scanMarkets } from '../../../desk/find/scanMarkets.ts'
import { createRandom } from '../../../desk/tape/feed/chance.ts'
import type { Config } from '../../../shared/config/config.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { type EpochMs, epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { createCatalogue } from '../../../shared/polymarket/catalogue/createCatalogue.ts'
import { choiceOptions } from './choiceOptions.ts'
import { type Brought, tradeMarkets, WALLET } from './tradeMarkets.ts'
import { tradeWritten } from './tradeWritten.ts'

const { config: written, markets, hours, seeds } = choiceOptions(process.argv.slice(2))
const COUNT = 2_000
const START_MS = epochMs(Date.UTC(2026, 2, 2, 12))
const ENTRY_USDC = 20
const DAY_HOURS = 24

type Quoted = Pick<Candidate, 'market' | 'tokens' | 'outcome'>

/** Every market as `find` sees it, read over HTTP. */
async function rowsOf(made: readonly MadeMarket[], seed: number): Promise<readonly Candidate[]> {
  const exchange = createExchange({ seed, startMs: START_MS - TRADED_MS })
  const pastPrices = openCatalogue(exchange, made, START_MS)
  const venue = await serveExchange({ exchange, chainId: 137, wallNowMs: Date.now, pastPrices })
  const clock = {
    nowMs: (): EpochMs => exchange.nowMs(),
    monotonicMs: () => monotonicMs(performance.now()),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  }
  try {
    const hosts = { host: venue.url, dataApiHost: venue.dataUrl, gammaHost: venue.dataUrl }
    const usdcMicros = ENTRY_USDC * 1e6
    const read = await scanMarkets(createCatalogue({ ...hosts, clock }), {
      usdcMicros,
      host: hosts.host,
      clock,
      onProgress: (what) => console.error(what),
    })
    if (!read.ok) throw new Error(read.unknown)
    const terms = { nowMs: START_MS, usdcMicros, settings: judgingSettings(defaultConfig()) }
    return read.value.markets.map((seen) => candidateOf(seen, terms))
  } finally {
    await venue.close()
  }
}

function configOf(rows: readonly Quoted[], outcomes: 'one' | 'both'): Config {
  const parsed = parseConfig({
    stage: 'live',
    wallet: { address: WALLET },
    accountUsdc: rows.length * ENTRY_USDC * 5,
    cadenceSeconds: 'once',
    markets: rows.map(({ market, tokens, outcome }) => ({
      market,
      token: tokens[outcome],
      ...(outcomes === 'both' ? { outcomes, otherToken: tokens[outcome === 0 ? 1 : 0] } : {}),
      maxUsdcLocked: ENTRY_USDC * 2.5,
      entryUsdc: ENTRY_USDC,
      maxDailyLossUsdc: ENTRY_USDC * 2.5,
    })),
  })
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  return parsed.config
}

const perDay = (micros: number): number => ((micros / 1e6 / hours) * DAY_HOURS) / seeds.length
const total = ({ rewardMicros, edgeMicros }: Brought): number => rewardMicros + edgeMicros

/** 95 % of the sum over the markets, by resampling them. */
function intervalOf(values: readonly number[]): readonly [number, number] {
  const random = createRandom(1)
  const sums = Array.from({ length: 4_000 }, () =>
    values.reduce((sum) => sum + (values[random.between(0, values.length - 1)] ?? 0), 0),
  ).toSorted((a, b) => a - b)
  return [sums[100] ?? 0, sums[3_899] ?? 0]
}

const shown = (values: readonly number[]): string => {
  const [low, high] = intervalOf(values)
  const sum = values.reduce((all, value) => all + value, 0)
  return `${perDay(sum).toFixed(2).padStart(9)} [${perDay(low).toFixed(2)}, ${perDay(high).toFixed(2)}]`
}

const NAMES = ['best, both sides', 'random, both sides', 'best, one side'] as const
const NO_FILTERS = {
  tag: null,
  minRewardMicros: 0,
  maxSdMicros: null,
  minMidMicros: null,
  maxMidMicros: null,
  minHoursToEnd: null,
  refused: false,
}

/** What each choice brought on one venue, market by market in the order that they were chosen. */
async function broughtOn(seed: number): Promise<readonly (readonly Brought[])[]> {
  const made = makeCatalogue({ seed, count: COUNT, startMs: START_MS })
  const rows = await rowsOf(made, seed)
  const eligible = chosen(rows, { filters: NO_FILTERS, sort: 'net', nowMs: START_MS, quoting: 'two' })
  const random = createRandom(seed + 1)
  const drawn = eligible.map((row) => ({ row, at: random.next() })).toSorted((a, b) => a.at - b.at)
  const best = eligible.slice(0, markets)
  console.error(`seed ${seed}: ${eligible.length} of ${COUNT} markets that the bot would enter`)
  const choices = [
    [best, 'both'],
    [drawn.slice(0, markets).map(({ row }) => row), 'both'],
    [best, 'one'],
  ] as const
  const brought: (readonly Brought[])[] = []
  for (const [picked, outcomes] of choices) {
    const mine = picked.flatMap(({ market }) => made.filter(({ listed }) => listed.market === market))
    const config = configOf(picked, outcomes)
    brought.push(await tradeMarkets({ config, made: mine, startMs: START_MS, hours, seed }))
  }
  return brought
}

function lineOf(name: string, got: readonly Brought[]): string {
  const sumOf = (of: (each: Brought) => number): number => got.reduce((sum, each) => sum + of(each), 0)
  const ratio = sumOf((each) => each.estimateMicros) / sumOf((each) => each.rewardMicros)
  const parts = [
    `rewards ${shown(got.map((each) => each.rewardMicros))}`,
    `edge after 60 s ${shown(got.map((each) => each.edgeMicros))}`,
    `together ${shown(got.map(total))}`,
  ]
  return `${name.padEnd(19)} ${parts.join('  ')}  ${sumOf((each) => each.fills)} fills; the ticks estimate ${ratio.toFixed(3)} of the rewards`
}

async function main(): Promise<void> {
  if (written !== null) return await compareWritten(written)
  const all: Brought[][] = [[], [], []]
  for (const seed of seeds) {
    for (const [nth, got] of (await broughtOn(seed)).entries()) all[nth]?.push(...got)
  }
  const [best = [], random = [], one = []] = all
  console.log(
    `${markets} markets each, ${hours} h, seeds ${seeds.join(', ')}; USDC a day and venue, 95 % over the markets`,
  )
  for (const [nth, name] of NAMES.entries()) console.log(lineOf(name, all[nth] ?? []))
  for (const [part, of] of [
    ['rewards', ({ rewardMicros }: Brought) => rewardMicros],
    ['together', total],
  ] as const) {
    console.log(`best less random, ${part}  ${differenceOf(best.map(of), random.map(of))}`)
    // The same markets: their differences are drawn.
    console.log(
      `both less one side, ${part}  ${shown(best.map((each, nth) => of(each) - (one[nth] ? of(one[nth]) : 0)))}`,
    )
  }
}

async function compareWritten(file: string): Promise<void> {
  const [seed = 0] = seeds
  const got = await tradeWritten({ file, hours, seed, count: COUNT, startMs: START_MS })
  const ratio = got.estimateMicros / got.rewardMicros
  const inUsdc = (micros: number): string => (micros / 1e6).toFixed(2)
  console.log(
    `${got.markets} markets of ${file}, ${hours} h, ${got.fills} fills: paid ${inUsdc(got.rewardMicros)} USDC of rewards, ` +
      `estimated ${inUsdc(got.estimateMicros)}, ${ratio.toFixed(3)} of it`,
  )
  for (const { code, text, atMs } of got.stops) {
    const minutes = Math.round((atMs - START_MS) / 60_000)
    console.log(`stopped after ${minutes} minutes: ${code}: ${text}`)
  }
  if (!(Math.abs(ratio - 1) <= 0.1)) process.exitCode = 1
}

/** Of two sums over as many markets each, drawn apart. */
function differenceOf(first: readonly number[], second: readonly number[]): string {
  const random = createRandom(2)
  const draw = (values: readonly number[]): number =>
    values.reduce((sum) => sum + (values[random.between(0, values.length - 1)] ?? 0), 0)
  const sums = Array.from({ length: 4_000 }, () => draw(first) - draw(second)).toSorted((a, b) => a - b)
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
  return `${perDay(sum(first) - sum(second)).toFixed(2)} [${perDay(sums[100] ?? 0).toFixed(2)}, ${perDay(sums[3_899] ?? 0).toFixed(2)}]`
}

await main()
