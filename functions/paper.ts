import type { PaperConfig } from '../shared/config/config.ts'
import { known } from '../shared/domain/read.ts'
import { usdc } from '../shared/domain/units.ts'
import type { AccountProbe } from '../shared/engine/accountProbe.ts'
import type { PaperStore } from '../shared/engine/paperStore.ts'
import type { PublicFeed } from '../shared/engine/publicFeed.ts'
import type { Venue } from '../shared/engine/venue.ts'
import { readPaperBooks } from '../shared/paper/books.ts'
import { createPaperVenue } from '../shared/paper/createPaperVenue.ts'
import { freeMicros } from '../shared/paper/purse.ts'
import { createPublicFeed } from '../shared/polymarket/createPublicFeed.ts'
import { classifyPost } from '../shared/polymarket/postOutcome.ts'
import { CHAIN_ID } from './chain.ts'
import { systemClock } from './systemClock.ts'

/** What people are told of the paper venue, beside what the bot tells. */
export type PaperNews = (text: string, market: PaperConfig['stack']['markets'][number]['market']) => void

/** Orders on paper over the public feed of the configured hosts. No key, no secret: there is none to ask for. */
export function createPaper(config: PaperConfig, store: PaperStore, news: PaperNews): Venue {
  return createPaperVenue({
    feed: feedOf(config),
    store,
    clock: systemClock,
    accountMicros: config.accountMicros,
    news,
    readAnswer: (status, value) => classifyPost({ is: 'answer', status, body: { is: 'json', value } }),
  })
}

function feedOf({ hosts }: PaperConfig): PublicFeed {
  const { clob: host, data: dataApiHost, gamma: gammaHost } = hosts
  return createPublicFeed({ host, dataApiHost, gammaHost, chainId: CHAIN_ID, clock: systemClock })
}

/** The doctor's questions to an account on paper. Its region is nobody's to judge: it sends no order anywhere. */
export function createPaperProbe({ accountMicros }: PaperConfig, store: PaperStore): AccountProbe {
  const now = () => systemClock.nowMs()
  return {
    money: async () => {
      const read = await readPaperBooks(store)
      if (!read.ok) return read
      const books = [...read.value.values()].map(({ book }) => book)
      return known({ balanceMicros: usdc(freeMicros(books, accountMicros)), mayTake: true }, read.asOf)
    },
    mayTakeShares: async () => known(true, now()),
    closedOnly: async () => known(false, now()),
    region: async () => known({ blocked: false, country: 'paper', region: '' }, now()),
  }
}
