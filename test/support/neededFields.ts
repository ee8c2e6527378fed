/**
 * One shape of the venue's, and which of its fields count. `needed`: without it the record, the book, the market or the
 * balance is unknown. `used`: read where it can be read; where not, that one thing is unknown, and the rest counts.
 * Whatever is in neither may hold anything. `[]` means each entry of a list.
 */
export interface NeededFields {
  readonly shape: string
  readonly needed: readonly string[]
  readonly used: readonly string[]
  /** When less, or more, is needed. */
  readonly note: string
}

/** Every shape that a decision is made on. A test spoils each field of each and holds the parsers to this table. */
export const NEEDED_FIELDS = {
  makerTrade: {
    shape: 'trade, our part a maker’s',
    needed: [
      'id',
      'market',
      'match_time',
      'status',
      'maker_orders',
      'maker_orders[].order_id',
      'maker_orders[].asset_id',
      'maker_orders[].matched_amount',
      'maker_orders[].price',
    ],
    used: [
      'asset_id',
      'side',
      'maker_orders[].side',
      'maker_orders[].maker_address',
      'maker_orders[].owner',
      'taker_order_id',
      'maker_address',
      'owner',
      'trader_side',
      'transaction_hash',
    ],
    note: 'our side by the taker’s token and side, or as our part states it; whose it is by order, wallet or key',
  },
  takerTrade: {
    shape: 'trade, our part the taker’s',
    needed: ['id', 'market', 'match_time', 'status', 'taker_order_id', 'asset_id', 'side', 'size'],
    used: [
      'price',
      'maker_orders',
      'maker_orders[].price',
      'maker_orders[].matched_amount',
      'maker_orders[].asset_id',
      'maker_address',
      'owner',
      'trader_side',
      'transaction_hash',
      'maker_orders[].order_id',
      'maker_orders[].maker_address',
      'maker_orders[].owner',
    ],
    note: '`price` where the makers cannot be read',
  },
  openOrder: {
    shape: 'open order',
    needed: ['id', 'market', 'status'],
    used: [
      'asset_id',
      'side',
      'price',
      'original_size',
      'size_matched',
      'created_at',
      'maker_address',
      'owner',
    ],
    note: 'of a terminal one `size_matched` too',
  },
  order: {
    shape: 'order by hash',
    needed: ['id', 'status'],
    used: ['market', 'asset_id', 'side', 'price', 'original_size', 'size_matched', 'created_at'],
    note: 'of a terminal one `size_matched` too',
  },
  cancel: {
    shape: 'answer to a cancel',
    needed: ['canceled'],
    used: ['not_canceled'],
    note: 'an entry that names no order is left out; the others count',
  },
  book: {
    shape: 'book',
    needed: [
      'asset_id',
      'timestamp',
      'bids',
      'asks',
      'bids[].price',
      'bids[].size',
      'asks[].price',
      'asks[].size',
    ],
    used: [],
    note: 'of each token alone',
  },
  clobMarket: {
    shape: '`/clob-markets`',
    needed: ['t', 't[].t', 'mts', 'mos', 'nr', 'v', 'fd.r', 'fd.e', 'gst'],
    used: ['c', 'ao', 'r', 'r.e', 'r.mi', 'r.ma', 'r.moas'],
    note: '`nr`, `v`, `fd` and `gst` where they are stated; `tbf` where there is no `fd`',
  },
  market: {
    shape: '`/markets`',
    needed: [
      'condition_id',
      'active',
      'closed',
      'archived',
      'enable_order_book',
      'accepting_orders',
      'game_start_time',
    ],
    used: ['tokens', 'tokens[].token_id', 'tokens[].winner', 'is_50_50_outcome', 'end_date_iso'],
    note: '`game_start_time` where it is stated; `end_date_iso` where the catalogue gives no end',
  },
  catalogue: {
    shape: 'catalogue',
    needed: ['conditionId', 'version', 'clobTokenIds'],
    used: ['endDate'],
    note: 'of the second protocol `positionIds` for `clobTokenIds`',
  },
  position: {
    shape: 'position',
    needed: ['token_id', 'current_size'],
    used: ['proxy_wallet'],
    note: 'a record without a readable token says nothing',
  },
  balance: { shape: 'balance', needed: ['balance'], used: [], note: '' },
  publicTrade: {
    shape: 'public trade',
    needed: ['token_id', 'side', 'price', 'size', 'timestamp', 'condition_id'],
    used: ['transaction_hash', 'proxy_wallet'],
    note: 'one that names another market is left out; if one of the market itself cannot be read, the newer ones count: the read is complete from the second after it on',
  },
  rebate: {
    shape: 'rebate',
    needed: ['condition_id', 'rebated_fees_usdc'],
    used: [],
    note: 'of each market alone',
  },
} as const satisfies Record<string, NeededFields>

/** The table as docs/venue.md prints it. */
export const neededFieldsMarkdown = (): string =>
  [
    '| shape | needed | used where readable | |',
    '| --- | --- | --- | --- |',
    ...Object.values<NeededFields>(NEEDED_FIELDS).map(
      ({ shape, needed, used, note }) => `| ${shape} | ${quoted(needed)} | ${quoted(used)} | ${note} |`,
    ),
  ].join('\n')

const quoted = (fields: readonly string[]): string => fields.map((field) => `\`${field}\``).join(', ')
