import { keccak256, toUtf8Bytes } from 'ethers'
import { unknownParameter } from './dataFilters.ts'
import { dataPage, invalid } from './dataPages.ts'
import { isAddress, printAccount } from './hex.ts'
import { dayOf } from './minuteWatch.ts'
import { rebatesOf } from './rebates.ts'
import type { Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const PARAMETERS = ['user', 'type', 'start', 'end', 'limit', 'cursor', 'sort_direction']
const TYPES = ['REWARD', 'MAKER_REBATE'] as const
type Type = (typeof TYPES)[number]

const DAY_MS = 86_400_000
/** A day's rewards arrive this long after its end. */
const REWARD_AFTER_MS = 20_000
const REBATE_AFTER_MS = 16 * 60_000
/** A day that earned less pays nothing, and nothing rolls over. */
const LEAST_PAYOUT_MICROS = 1_000_000

interface Payment {
  readonly type: Type
  readonly day: string
  readonly atMs: number
  readonly micros: number
}

/**
 * What a wallet was paid for making markets, newest first: a record a day and kind, without a market, as its sums arrive
 * on the chain. Other kinds of activity are not shown here.
 */
export function getActivity(context: ApiContext, { query }: Call): Reply {
  const odd = unknownParameter(query, PARAMETERS)
  if (odd !== null) return invalid(odd)
  const user = query.get('user')
  if (!isAddress(user)) return invalid('user')
  const wanted = query.get('type')?.split(',') ?? TYPES
  const [start, end] = [Number(query.get('start') ?? 0), Number(query.get('end') ?? Number.MAX_SAFE_INTEGER)]
  if (!Number.isSafeInteger(start)) return invalid('start')
  if (!Number.isSafeInteger(end)) return invalid('end')
  const account = user.toLowerCase()
  const records = paymentsOf(context, account)
    .map((payment) => printPayment(account, payment))
    .filter(({ type, timestamp }) => wanted.includes(type) && timestamp >= start && timestamp <= end)
  return dataPage(query.get('sort_direction') === 'ASC' ? records.toReversed() : records, query)
}

function paymentsOf({ exchange, watch }: ApiContext, account: string): readonly Payment[] {
  const nowMs = exchange.nowMs()
  const traded = exchange.trades(account).map(({ matchedAtMs }) => dayOf(matchedAtMs))
  const days = [...new Set([...watch.daysOf(account), ...traded])].toSorted().toReversed()
  return days.flatMap((day) => {
    const endMs = Date.parse(`${day}T00:00:00Z`) + DAY_MS
    const earned = Math.floor(watch.dayMicros(day, account))
    const rebated = Math.floor([...rebatesOf(exchange, account, day).values()].reduce((a, b) => a + b, 0))
    const due: readonly Payment[] = [
      { type: 'MAKER_REBATE', day, atMs: endMs + REBATE_AFTER_MS, micros: rebated },
      {
        type: 'REWARD',
        day,
        atMs: endMs + REWARD_AFTER_MS,
        micros: earned < LEAST_PAYOUT_MICROS ? 0 : earned,
      },
    ]
    return due.filter(({ atMs, micros }) => micros > 0 && atMs <= nowMs)
  })
}

const printPayment = (account: string, { type, day, atMs, micros }: Payment) => ({
  proxy_wallet: printAccount(account),
  type,
  condition_id: '',
  token_id: '',
  side: '',
  size: micros / 1e6,
  usdc_size: micros / 1e6,
  price: 0,
  timestamp: Math.floor(atMs / 1_000),
  transaction_hash: keccak256(toUtf8Bytes(`${type} ${day} ${account}`)),
  title: '',
  slug: '',
  event_slug: '',
  outcome: '',
  outcome_index: 999,
})
