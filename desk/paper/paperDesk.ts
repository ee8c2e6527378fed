import { createFeed, createPaper, type PageText } from '../../functions/paper.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { PaperConfig } from '../../shared/config/config.ts'
import { InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createPaperStore } from '../../shared/dynamodb/paperStore.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import type { KeeperOptions } from '../../shared/paper/keeper.ts'
import type { VenueLimits } from '../../shared/polymarket/limits.ts'
import { createRequestTurns } from '../../shared/polymarket/requestTurns.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { PaperStore } from '../../shared/ports/paperStore.ts'
import type { PublicFeed } from '../../shared/ports/publicFeed.ts'
import type { RequestUse } from '../../shared/ports/requestUse.ts'
import type { Store } from '../../shared/ports/store.ts'
import type { Venue } from '../../shared/ports/venue.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { localOptions } from '../aws/dynalite.ts'
import { type LiveListening, listenLive } from './listenLive.ts'
import { LiveMarket } from './liveMarket.ts'
import { takeFolder } from './openFolder.ts'
import { writeRunFile } from './runFile.ts'

/** What the deployed paper bot reaches, with its table in a folder of this machine. */
export interface PaperDesk {
  readonly store: Store
  readonly paper: PaperStore
  readonly venue: Venue
  feedCalls(): number
  /** Since it was last asked, by kind. */
  requests(): readonly RequestUse[]
  dynamoCalls(): number
  close(): Promise<void>
}

export interface PaperDeskOptions {
  readonly config: PaperConfig
  /** The same, compact, as it would be deployed: what commands that look at the folder go by. */
  readonly written: string
  /** Keeps the table: a run in the same folder continues where the last one ended. */
  readonly folder: string
  readonly clock: Clock
  readonly page: PageText
  /** The venue's market channel; null: all trades come from the index, as where the bot is deployed. */
  readonly channel: string | null
  readonly onChannel: (text: string) => void
  readonly watch: KeeperOptions['watch']
  readonly latency: Latency
  readonly limits?: Partial<VenueLimits>
}

/** @throws InputError where the folder cannot be used, or another run is using it. */
export async function openPaperDesk(of: PaperDeskOptions): Promise<PaperDesk> {
  const { config, folder, clock } = of
  // Another process is waited for in the machine's time, whatever the run's is.
  const { dynamo, close } = await openTable(folder, systemClock)
  const { endpoint } = dynamo
  writeRunFile(folder, { pid: process.pid, endpoint, config: of.written, startedAtMs: clock.nowMs() })
  const client = createDocumentClient(localOptions(endpoint))
  const table = { client, tableName: dynamo.tableName, clock }
  const paper = createPaperStore(table)
  const turns = createRequestTurns(clock)
  const feed = counted(createFeed(config, clock, { turns, ...(of.limits && { limits: of.limits }) }))
  const listening = of.channel === null ? null : await listen(of, of.channel, feed.feed)
  return {
    store: createStore({ ...table, stage: 'paper' }),
    paper,
    venue: createPaper(config, {
      store: paper,
      page: of.page,
      clock,
      feed: feed.feed,
      watch: of.watch,
      latency: of.latency,
      ...(listening === null ? {} : { live: listening.live }),
    }),
    feedCalls: feed.calls,
    requests: turns.uses,
    dynamoCalls: dynamo.calls,
    close: async () => {
      await listening?.close()
      client.destroy()
      await close()
    },
  }
}

/** Listens to those markets whose tokens can be read; the others use the index. */
async function listen(of: PaperDeskOptions, url: string, feed: PublicFeed): Promise<LiveListening> {
  const { clock, config, onChannel } = of
  const read = await Promise.all(
    config.stack.markets.map(async ({ market, tokenId: token }) => {
      const info = await feed.market(market)
      if (!info.ok) return []
      return [[market, new LiveMarket({ tokens: info.value.tokens, token, clock })] as const]
    }),
  )
  const listening = listenLive({ url, markets: new Map(read.flat()), clock, onNews: onChannel })
  if (!(await listening.ready()))
    onChannel('market channel: not connected yet; trades are read from the index')
  return listening
}

async function openTable(folder: string, clock: Clock) {
  const refused = (why: string): InputError => {
    const remedy = `it cannot be used (${why.slice(0, 200)}): end the other run, or name another folder`
    return wrongValue('--folder', folder, remedy)
  }
  try {
    const taken = await takeFolder(folder, clock)
    if (taken.is === 'open') return taken
    throw refused(taken.why)
  } catch (error) {
    if (error instanceof InputError) throw error
    throw refused(error instanceof Error ? error.message : String(error))
  }
}

/** How often the feed was asked. */
function counted(feed: PublicFeed): { readonly feed: PublicFeed; readonly calls: () => number } {
  let calls = 0
  const count = <A extends readonly unknown[], R>(call: (...args: A) => R) => {
    return (...args: A): R => {
      calls += 1
      return call(...args)
    }
  }
  return {
    calls: () => calls,
    feed: {
      books: count(feed.books),
      ladder: count(feed.ladder),
      market: count(feed.market),
      marketTrades: count(feed.marketTrades),
      ...(feed.indexLag === undefined ? {} : { indexLag: count(feed.indexLag) }),
      witness: count(feed.witness),
      timeMs: count(feed.timeMs),
    },
  }
}
