import type { MarketInfo, MarketRules } from '../domain/market.ts'
import { known, type Read } from '../domain/read.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import { infoFrom } from '../machine/knownRules.ts'
import { archive } from './archive.ts'
import type { Change, KeeperOptions, PaperKeeper, StoredChange } from './keeper.ts'
import { type LagMemory, lookAtAll } from './lookAtFeed.ts'
import type { PaperAccount } from './paperAccount.ts'
import { readPaperAccounts, writePaperAccount } from './storedAccounts.ts'

/** Keeps the paper accounts: the one place that reads them, looks at the feed for them and writes them. */
export function createPaperKeeper(options: KeeperOptions, memory: KeeperMemory = newMemory()): PaperKeeper {
  const { store, clock, timing } = options
  const keeper: PaperKeeper = {
    endingBy: (atMs) =>
      createPaperKeeper({ ...options, feed: options.feed.endingBy?.(atMs) ?? options.feed }, memory),
    ...createInfos(options, memory),
    accounts: () => readPaperAccounts(store),
    change: (market, make) => changeAccount(options, market, make),
    look: (of = { fresh: false }) => {
      const nowMs = clock.monotonicMs()
      const { looking } = memory
      if (looking !== null && !of.fresh && nowMs - looking.beganMs < timing.lookEveryMs) return looking.done
      const done = lookAtAll(options, keeper, memory.lag)
      memory.looking = { beganMs: nowMs, done }
      return done
    },
  }
  return keeper
}

/** What the keeper's views share, however long each of them may ask. */
interface KeeperMemory {
  looking: { readonly beganMs: number; readonly done: Promise<Read<'complete'>> } | null
  readonly infos: Map<MarketId, { readonly info: MarketInfo; readonly atMs: EpochMs }>
  readonly remembered: Map<MarketId, MarketRules>
  readonly lag: LagMemory
}

const newMemory = (): KeeperMemory => ({
  looking: null,
  infos: new Map(),
  remembered: new Map(),
  lag: { read: null, readAtMs: 0, pagedAtMs: 0 },
})

/** Attempts after another writer in between (a STOP, a tick). */
const MAX_TRIES = 6

async function changeAccount<T>(
  { store, clock, timing }: KeeperOptions,
  market: MarketId,
  make: (account: PaperAccount | null, all: readonly PaperAccount[]) => Change<T>,
): Promise<StoredChange<T>> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const read = await readPaperAccounts(store)
    if (!read.ok) return { is: 'unknown', why: read.unknown }
    const held = read.value.get(market)
    const all = [...read.value.values()].map((each) => each.account)
    const made = make(held?.account ?? null, all)
    if ('keep' in made) {
      if (held === undefined) return { is: 'unknown', why: `there is no paper account of ${market}` }
      return { is: 'stored', value: made.keep, account: held.account }
    }
    const { account, fills } = archive(made.account, held?.account ?? null, clock.nowMs(), timing)
    const wrote = await writePaperAccount(store, held?.rev ?? 0, { account, archive: fills })
    if (wrote.is === 'written') return { is: 'stored', value: made.value, account }
    if (wrote.is === 'unknown') return { is: 'unknown', why: wrote.why }
  }
  return { is: 'unknown', why: `the paper account of ${market} changed ${MAX_TRIES} times meanwhile` }
}

/** A market's rules seldom change. */
const INFO_EVERY_MS = 60_000

function createInfos(
  { feed, clock }: KeeperOptions,
  { infos, remembered }: KeeperMemory,
): Pick<PaperKeeper, 'info' | 'noteInfo' | 'remember'> {
  const noteInfo = (market: MarketId, read: Read<MarketInfo>): void => {
    if (read.ok) infos.set(market, { info: read.value, atMs: read.asOf })
  }
  return {
    noteInfo,
    remember: (market, rules) => remembered.set(market, rules),
    info: async (market) => {
      const kept = infos.get(market)
      if (kept !== undefined && clock.nowMs() - kept.atMs < INFO_EVERY_MS) return known(kept.info, kept.atMs)
      const read = await feed.market(market)
      noteInfo(market, read)
      const rules = remembered.get(market)
      return read.ok || rules === undefined ? read : infoFrom(market, rules)
    },
  }
}
