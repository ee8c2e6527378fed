import type { RejectCode } from '../machine/rejectCode.ts'

/**
 * The venue's words that prove an order is not and will not be on the book: found in its documentation, its issue
 * threads and recordings of others. Texts are matched whole from their beginning; one that is not here proves
 * nothing. Deliberately missing: "Duplicated" (an earlier attempt arrived), "order match delayed", "order canceled
 * in the CTF exchange contract", "Rate limit exceeded", and everything that comes with a 5xx.
 */
const REJECTIONS: readonly (readonly [RegExp, RejectCode])[] = [
  [/^invalid post-only order: order crosses book$/i, 'crosses'],
  [/^order \S+ crosses the book$/i, 'crosses'],
  [/^INVALID_POST_ONLY_ORDER$/, 'crosses'],
  [/^not enough balance \/ allowance\b/i, 'balance'],
  [/^INVALID_ORDER_NOT_ENOUGH_BALANCE$/, 'balance'],
  [/^order \S+ is invalid\. Price \([^)]*\) breaks minimum tick size rule\b/i, 'tick'],
  [/^INVALID_ORDER_MIN_TICK_SIZE$/, 'tick'],
  [/^order \S+ is invalid\. Size \([^)]*\) lower than the minimum\b/i, 'size'],
  [/^invalid amount for a marketable BUY order\b/i, 'size'],
  [/^INVALID_ORDER_MIN_SIZE$/, 'size'],
  [
    /^invalid amounts, the (?:market )?(?:buy|sell) orders maker amount supports a max accuracy\b/i,
    'precision',
  ],
  [/^invalid amounts, the taker amount for a \S+ order of size\b/i, 'precision'],
  [/^invalid expiration$/i, 'expiration'],
  [/^INVALID_ORDER_EXPIRATION$/, 'expiration'],
  [/^order_version_mismatch$/i, 'version'],
  [/^invalid order version$/i, 'version'],
  [/^Trading restricted in your region\b/i, 'region'],
  [/^the order owner has to be the owner of the API KEY$/i, 'account'],
  [/^the order signer address has to be the address of the API KEY$/i, 'account'],
  [/^'?0x[0-9a-f]{40}'? address banned$/i, 'account'],
  [/^'?0x[0-9a-f]{40}'? address in closed only mode$/i, 'account'],
  [/^maker address not allowed, please use the deposit wallet flow$/i, 'account'],
  [/^Unauthorized\/Invalid api key$/i, 'account'],
  [/^Invalid API key$/i, 'account'],
  [/^invalid signature$/i, 'signature'],
  [/^the market is not yet ready to process new orders$/i, 'market'],
  [/^MARKET_NOT_READY$/, 'market'],
  [/^Invalid order payload$/i, 'other'],
  [/^error parsing fee rate bps \([^)]*\) to int64$/i, 'other'],
  [/^INVALID_POST_ONLY_ORDER_TYPE$/, 'other'],
]

/** The family of a refusal, or null where the text proves nothing. */
export function rejectCodeOf(text: string): RejectCode | null {
  const found = REJECTIONS.find(([pattern]) => pattern.test(text.trim()))
  return found === undefined ? null : found[1]
}
