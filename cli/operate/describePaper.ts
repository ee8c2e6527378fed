import { createFeed } from '../../functions/paper.ts'
import type { PaperConfig } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { PaperAccount } from '../../shared/paper/paperAccount.ts'
import { freeMicros } from '../../shared/paper/paperBalances.ts'
import { readPaperAccounts } from '../../shared/paper/storedAccounts.ts'
import { PAPER_TIMING } from '../../shared/paper/timing.ts'
import { tradesWaitMs } from '../../shared/paper/tradesWait.ts'
import type { PublicFeed } from '../../shared/ports/publicFeed.ts'
import type { Connection } from '../aws/connection.ts'

/** What stage paper has to say of itself: that it is paper, its money, where trades come from, what it could not see. */
export async function describePaper(
  { paper, clock }: Pick<Connection, 'paper' | 'clock'>,
  config: PaperConfig,
  feed: PublicFeed = createFeed(config, clock),
): Promise<readonly string[]> {
  const [read, source] = await Promise.all([readPaperAccounts(paper), describeIndex(feed, clock.nowMs())])
  const title = 'stage paper: fills from the public trades, no order is sent'
  if (!read.ok) return [`${title}; its accounts cannot be read: ${read.unknown}`, source]
  const accounts = [...read.value.values()].map(({ account }) => account)
  const free = formatMicros(freeMicros(accounts, config.stack.accountMicros, read.asOf))
  const gaps = accounts.reduce((sum, { gapCount }) => sum + gapCount, 0)
  const last = accounts
    .flatMap(({ gaps }) => gaps)
    .toSorted((a, b) => a.toMs - b.toMs)
    .at(-1)
  const lost = last === undefined ? '' : `, the last until ${new Date(last.toMs).toISOString()}`
  return [
    title,
    `paper money: ${free} USDC free; ${counted(gaps, 'gap')} in the public trades${lost}`,
    ...(accounts.some(({ source: from }) => from === 'channel') ? [describeChannel(accounts)] : []),
    source,
  ]
}

const describeChannel = (accounts: readonly PaperAccount[]): string => {
  const heard = accounts.filter(({ source }) => source === 'channel').length
  return `trades of ${heard} of ${counted(accounts.length, 'market')} come from the market channel, exact and at once`
}

/** The index's lag by its own word, and how long an order that ended waits for it. */
async function describeIndex(feed: PublicFeed, nowMs: EpochMs): Promise<string> {
  const stated = (await feed.indexLag?.()) ?? null
  const waitMs = tradesWaitMs({ trades: [], fromMs: nowMs }, { asOf: nowMs, stated, timing: PAPER_TIMING })
  const lag = stated?.ok === true ? `${seconds(stated.value)} late` : 'of unknown lag'
  return `trades from the index of the chain: ${lag}; the bot waits up to ${seconds(waitMs)} for those of an ended order`
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
