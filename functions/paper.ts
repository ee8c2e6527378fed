import type { Config, PaperConfig } from '../shared/config/config.ts'
import { known } from '../shared/domain/read.ts'
import { usdc } from '../shared/domain/units.ts'
import { POLYGON } from '../shared/domain/venueRules.ts'
import { createPaperVenue } from '../shared/paper/createPaperVenue.ts'
import type { KeeperOptions } from '../shared/paper/keeper.ts'
import { freeMicros } from '../shared/paper/paperBalances.ts'
import { readPaperAccounts } from '../shared/paper/storedAccounts.ts'
import { createPublicFeed } from '../shared/polymarket/createPublicFeed.ts'
import type { PublicOptions } from '../shared/polymarket/createSession.ts'
import { classifyPost } from '../shared/polymarket/postOutcome.ts'
import type { AccountProbe } from '../shared/ports/accountProbe.ts'
import type { Clock } from '../shared/ports/clock.ts'
import type { LiveTrades } from '../shared/ports/liveTrades.ts'
import type { PaperStore } from '../shared/ports/paperStore.ts'
import type { PublicFeed } from '../shared/ports/publicFeed.ts'
import type { Venue } from '../shared/ports/venue.ts'
import type { Latency } from '../shared/simulator/latency.ts'
import { systemClock } from './systemClock.ts'

/** What is reported to people about the paper venue, in addition to the reports of the bot. */
export type PageText = KeeperOptions['page']

export interface PaperParts {
  readonly store: PaperStore
  readonly page: PageText
  /** Default: the real one. */
  readonly clock?: Clock
  /** Default: that of the configured hosts. */
  readonly feed?: PublicFeed
  /** Default: nobody listens; all trades come from the index. */
  readonly live?: LiveTrades
  readonly watch?: KeeperOptions['watch']
  /** Default: that of every simulated venue here. */
  readonly latency?: Latency
}

/** Orders on paper over the public feed of the configured hosts. No key, no secret: there is none to ask for. */
export function createPaper(config: PaperConfig, of: PaperParts): Venue {
  const { store, page, clock = systemClock } = of
  return createPaperVenue({
    feed: of.feed ?? createFeed(config, clock),
    store,
    clock,
    accountMicros: config.stack.accountMicros,
    page,
    ...(of.live === undefined ? {} : { live: of.live }),
    ...(of.watch === undefined ? {} : { watch: of.watch }),
    ...(of.latency === undefined ? {} : { timing: { latency: of.latency } }),
    readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
  })
}

/** What anybody may read at the configured hosts. */
export function createFeed(
  { hosts }: Pick<Config, 'hosts'>,
  clock: Clock,
  of: Pick<PublicOptions, 'limits' | 'turns'> = {},
): PublicFeed {
  const { clob: host, data: dataApiHost, gamma: gammaHost } = hosts
  return createPublicFeed({ host, dataApiHost, gammaHost, chainId: POLYGON, clock, ...of })
}

/** The doctor's questions to an account on paper. Its region is nobody's to judge: it sends no order anywhere. */
export function createPaperProbe({ stack }: PaperConfig, store: PaperStore): AccountProbe {
  const now = () => systemClock.nowMs()
  return {
    money: async () => {
      const read = await readPaperAccounts(store)
      if (!read.ok) return read
      const accounts = [...read.value.values()].map(({ account }) => account)
      return known(
        { balanceMicros: usdc(freeMicros(accounts, stack.accountMicros, now())), mayTake: true },
        read.asOf,
      )
    },
    mayTakeShares: async () => known(true, now()),
    closedOnly: async () => known(false, now()),
    region: async () => known({ blocked: false, country: 'paper', region: '' }, now()),
  }
}
