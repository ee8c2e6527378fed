import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import type { Outcome } from '../domain/outcome.ts'
import { type MarketId, marketId, tokenId } from '../domain/units.ts'

/** Version of everything we store but market items. A newer one in the table is not ours to touch. */
export const SCHEMA = 1
/** Version of market items: from 2 on each is of one token of its market, and its key names both; from 3 on its state is packed. */
export const ITEM_SCHEMA = 3

/** Partition of the control item and of all market items, so that one consistent Query reads what STOP needs. */
export const BOT_PARTITION = 'BOT'
export const CONTROL_SORT_KEY = 'CONTROL'
export const MARKET_SORT_PREFIX = 'MARKET#'

/** A type, not an interface: the SDK wants its keys as an open record. */
export type ItemKey = {
  readonly pk: string
  readonly sk: string
}

export const controlKey: ItemKey = { pk: BOT_PARTITION, sk: CONTROL_SORT_KEY }

export const marketKey = ({ market, tokenId }: Outcome): ItemKey => ({
  pk: BOT_PARTITION,
  sk: `${MARKET_SORT_PREFIX}${market}#${tokenId}`,
})

/** The key of version 1, whose item was the only one of its market. */
export const oldMarketKey = (market: MarketId): ItemKey => ({
  pk: BOT_PARTITION,
  sk: `${MARKET_SORT_PREFIX}${market}`,
})

/** Whose a sort key is; null: it names no token, as those of version 1. */
export function outcomeIn(sk: string, prefix: string): Outcome | null {
  const [market, token] = sk.slice(prefix.length).split('#')
  return market === undefined || token === undefined
    ? null
    : { market: marketId(market), tokenId: tokenId(token) }
}

export const WAIT_SORT_PREFIX = 'WAIT#'

/** What a market waits for: outside its item, which may be anybody's. */
export const waitKey = ({ market, tokenId }: Outcome): ItemKey => ({
  pk: BOT_PARTITION,
  sk: `${WAIT_SORT_PREFIX}${market}#${tokenId}`,
})

/** Partition of what is kept for good of one market. */
export const ledgerPartition = (market: MarketId): string => `LEDGER#${market}`

/** Partition of the fills of one order that its own record does not count: apart from the ledger, which has each once. */
export const lateFillsPartition = (market: MarketId, orderId: string): string =>
  `${ledgerPartition(market)}#${orderId}`

/** Partition of rewards and rebates, of whichever market: one of the ledger's, which the same roles may write. */
export const INCOME_PARTITION = 'LEDGER#INCOME'

/** Partition of the paper venue's accounts, one item a market: the venue's memory, apart from the bot's. */
export const PAPER_PARTITION = 'PAPER'

export const paperKey = (market: MarketId): ItemKey => ({
  pk: PAPER_PARTITION,
  sk: `${MARKET_SORT_PREFIX}${market}`,
})

/** Partition of one market's old fills on paper. */
export const paperArchivePartition = (market: MarketId): string => `PAPER#${market}`

/** The table as `CreateTable` makes it on a desk; deployed tables come from `infra/` with the same two keys. */
export const createTableInput = (tableName: string): CreateTableCommandInput => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
})
