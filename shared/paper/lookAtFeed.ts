import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import { catchUp, type FeedLook, tradesWantedMs } from './catchUp.ts'
import { toIndex } from './handOver.ts'
import type { KeeperOptions, PaperKeeper } from './keeper.ts'
import { isLive, type PaperAccount } from './paperAccount.ts'
import { LATE_INDEX_MS, tradesWaitMs } from './tradesWait.ts'

/** What is known of the index's lag, and when it was last paged. */
export interface LagMemory {
  read: Promise<Read<number>> | null
  readAtMs: number
  pagedAtMs: number
}

/** Time between two reads of the index's lag: it seldom changes. */
const LAG_EVERY_MS = 30_000
/** Time after which a late index is reported again. */
const LATE_AGAIN_MS = 3_600_000

/** One look at the public feed for every market where something of ours is open; complete, or why not. */
export async function lookAtAll(
  options: KeeperOptions,
  keeper: PaperKeeper,
  memory: LagMemory,
): Promise<Read<'complete'>> {
  const asOf = options.clock.nowMs()
  const read = await keeper.accounts()
  if (!read.ok) return read
  const whys = await Promise.all(
    [...read.value.values()].map(({ account }) => lookAt({ options, keeper, memory }, account)),
  )
  const why = whys.find((each) => each !== null) ?? null
  return why === null ? known('complete', asOf) : unknown(why)
}

interface Looking {
  readonly options: KeeperOptions
  readonly keeper: PaperKeeper
  readonly memory: LagMemory
}

/** Why its fills are not known; null: they are. */
async function lookAt(of: Looking, account: PaperAccount): Promise<string | null> {
  const wantedMs = tradesWantedMs(account, of.options.timing)
  if (wantedMs === null) return null
  const look = account.source === 'channel' ? lookAtChannel : lookAtIndex
  return await look(of, account, wantedMs)
}

/** By the channel as far as it is heard; once it is lost, by the index from there. */
async function lookAtChannel(of: Looking, account: PaperAccount, wantedMs: EpochMs): Promise<string | null> {
  const { feed, clock, timing, live, watch } = of.options
  const { market } = account
  const [ladder, rules] = await Promise.all([feed.ladder(account.tokenId), of.keeper.info(market)])
  const look = (await live?.look(market, wantedMs, { token: account.tokenId, ladder })) ?? {
    is: 'unheard' as const,
  }
  const met = (now: PaperAccount): PaperAccount => {
    if (look.is === 'unheard') return now
    const trades = known({ trades: look.trades, fromMs: wantedMs }, look.untilMs)
    const info = rules.ok ? rules.value : null
    return catchUp(now, { trades, ladder, info, nowMs: clock.nowMs(), waitMs: 0 }, timing)
  }
  if (look.is === 'heard') {
    watch?.(market, { source: 'channel', lagMs: look.lagMs, waitMs: clock.nowMs() - look.untilMs })
    const why = await store(of, market, (now) => (now.source === 'channel' ? met(now) : now))
    return why.is === 'stored' ? why.gap : why.why
  }
  const handed = await store(of, market, (now) => {
    if (now.source !== 'channel') return now
    const last = met(now)
    return toIndex(last, look.is === 'lost' ? look.untilMs : last.tradesUntilMs, timing)
  })
  if (handed.is === 'unknown') return handed.why
  if (handed.gap !== null || handed.account.source === 'channel') return handed.gap
  return await lookAt(of, handed.account)
}

async function lookAtIndex(of: Looking, account: PaperAccount, wantedMs: EpochMs): Promise<string | null> {
  const { feed, clock, timing, watch } = of.options
  const { market } = account
  const [stated, trades, ladder, rules] = await Promise.all([
    indexLag(of.options, of.memory),
    feed.marketTrades(market, wantedMs),
    account.orders.some(isLive) ? feed.ladder(account.tokenId) : unknown('nothing of ours is displayed'),
    of.keeper.info(market),
  ])
  const waitMs = trades.ok
    ? tradesWaitMs(trades.value, { asOf: trades.asOf, stated, timing })
    : timing.showLagMs
  watch?.(market, { source: 'index', lagMs: stated?.ok === true ? stated.value : null, waitMs })
  reportLateness(of, market, { stated, waitMs })
  const seen: FeedLook = { trades, ladder, info: rules.ok ? rules.value : null, nowMs: clock.nowMs(), waitMs }
  const stored = await store(of, market, (now) => (now.source === 'index' ? catchUp(now, seen, timing) : now))
  if (stored.is === 'unknown') return stored.why
  return stored.gap ?? (trades.ok ? null : trades.unknown)
}

function reportLateness(
  { options: { clock, page }, memory }: Looking,
  market: MarketId,
  { stated, waitMs }: { readonly stated: Read<number> | null; readonly waitMs: number },
): void {
  const nowMs = clock.nowMs()
  if (waitMs <= LATE_INDEX_MS || nowMs - memory.pagedAtMs < LATE_AGAIN_MS) return
  memory.pagedAtMs = nowMs
  const why = stated?.ok === false ? `; ${stated.unknown}` : ''
  const seconds = Math.round(waitMs / 1_000)
  page(
    `public trades may be shown ${seconds} s late${why}: an order that has ended is settled, and replaced, that much later`,
    { market },
    'paperTradesLate',
  )
}

type Stored =
  /** `gap`: what people were informed of one that came with it. */
  | { readonly is: 'stored'; readonly account: PaperAccount; readonly gap: string | null }
  | { readonly is: 'unknown'; readonly why: string }

/** Changes an account, and reports a gap to people. */
async function store(
  { options, keeper }: Looking,
  market: MarketId,
  make: (account: PaperAccount) => PaperAccount,
): Promise<Stored> {
  const changed = await keeper.change(market, (now) => {
    if (now === null) return { keep: 0 }
    const next = make(now)
    return next === now ? { keep: 0 } : { account: next, value: next.gapCount - now.gapCount }
  })
  if (changed.is === 'unknown') return changed
  if (changed.value === 0) return { is: 'stored', account: changed.account, gap: null }
  const gap = changed.account.gaps.at(-1)
  const text = `public trades from ${iso(gap?.fromMs)} to ${iso(gap?.toMs)} can no longer be read: paper orders of that period keep the fills they had`
  options.page(text, { market }, 'paperTradesLost')
  return { is: 'stored', account: changed.account, gap: text }
}

async function indexLag({ feed, clock }: KeeperOptions, memory: LagMemory): Promise<Read<number> | null> {
  if (feed.indexLag === undefined) return null
  const nowMs = clock.nowMs()
  if (memory.read === null || nowMs - memory.readAtMs >= LAG_EVERY_MS) {
    memory.read = feed.indexLag()
    memory.readAtMs = nowMs
  }
  return await memory.read
}

const iso = (ms: number | undefined): string => (ms === undefined ? '?' : new Date(ms).toISOString())
