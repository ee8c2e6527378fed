import type { Command } from 'commander'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { Ladder } from '../../shared/domain/market.ts'
import { complement } from '../../shared/domain/oneBook.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type HostOptions, publicVenue, withHosts } from './hosts.ts'
import { catalogueAt, marketNamed } from './marketNamed.ts'

/** Resolution rules fill pages; their beginning says what is asked. */
const MAX_RULES = 800

export const addMarket = (program: Command, act: Act): void => {
  withHosts(
    program
      .command('market')
      .argument('<words...>', 'condition id, address of its page, slug, or words of its question')
      .description('show a market: outcomes and their ids, prices, rewards, end, rules')
      .option('--config <file>', 'use the hosts of this configuration'),
  ).action(act(run))
}

async function run(words: readonly string[], options: HostOptions): Promise<CommandResult> {
  const { hosts } = publicVenue(options)
  const catalogue = catalogueAt(hosts)
  const market = await marketNamed('MARKET', words.join(' '), catalogue)
  const ladders = market.closed ? new Map() : await catalogue.ladders([market.tokens[0]])
  const ladder: Read<Ladder> | undefined = ladders.get(market.tokens[0])
  const book = ladder?.ok === true ? ladder.value : null
  return succeeded(describe(market, book), { market: { ...market, ...touchOf(book) } })
}

const touchOf = (book: Ladder | null) => ({
  bidMicros: book?.bids[0]?.priceMicros ?? null,
  askMicros: book?.asks[0]?.priceMicros ?? null,
})

function describe(market: CatalogueMarket, book: Ladder | null): string {
  const { tokens, outcomes, pool } = market
  const { bidMicros: bid, askMicros: ask } = touchOf(book)
  const price = (micros: number | null): string => (micros === null ? '?' : formatMicros(micros))
  const lines: readonly (readonly [string, string])[] = [
    ['market', market.market],
    ['slug', market.slug],
    ['state', stateOf(market)],
    [outcomes[0], `bid ${price(bid)}, ask ${price(ask)}, token ${tokens[0]}`],
    [outcomes[1], `bid ${price(mirrored(ask))}, ask ${price(mirrored(bid))}, token ${tokens[1]}`],
    ['spread', bid === null || ask === null ? 'unknown' : `${formatMicros((ask - bid) * 100)} cents`],
    [
      'rewards',
      pool === null
        ? 'none'
        : `${formatMicros(pool.dailyMicros)} USDC a day, from ${formatMicros(pool.minSizeMicros)} shares, within ${formatMicros(pool.maxSpreadMicros * 100)} cents of the mid`,
    ],
    ['ends', iso(market.endMs)],
    ...(market.gameStartMs === null ? [] : [['game starts', iso(market.gameStartMs)] as const]),
    [
      'tick, minimum order',
      `${formatMicros(market.tickMicros)}, ${formatMicros(market.minSizeMicros)} shares`,
    ],
    [
      'taker fee',
      `rate ${formatMicros(market.feeRatePpm)}, makers get ${formatMicros(market.rebatePpm)} of it`,
    ],
    ['protocol', `${market.version}${market.negRisk ? ', negative risk' : ''}`],
  ]
  const rules = market.description.replaceAll(/\s+/g, ' ').trim().slice(0, MAX_RULES)
  return [
    market.question,
    ...lines.map(([name, value]) => `  ${name.slice(0, 28).padEnd(18)} ${value}`),
    ...(rules === '' ? [] : [`  ${'rules'.padEnd(18)} ${rules}`]),
  ].join('\n')
}

const mirrored = (micros: number | null): number | null => (micros === null ? null : complement(micros))
const iso = (ms: number | null): string => (ms === null ? 'not stated' : new Date(ms).toISOString())

function stateOf({ closed, accepting }: CatalogueMarket): string {
  if (closed) return 'closed'
  return accepting ? 'open' : 'open, but not accepting orders'
}
