import { type MarketId, marketId } from '../../../shared/domain/units.ts'
import { isAddress, isBytes32 } from './hex.ts'

/** Three names of one parameter of the Data API. */
export const CONDITION_NAMES = ['condition', 'condition_id', 'conditionId'] as const
const MAX_CONDITIONS = 20

/**
 * The first parameter that this route does not know, or cannot apply because it is there twice: a filter that is not
 * applied would answer another question than was asked, so it is refused. Lists of markets add up.
 */
export function unknownParameter(query: URLSearchParams, known: readonly string[]): string | null {
  const lists: readonly string[] = CONDITION_NAMES
  const isOdd = (name: string): boolean =>
    !known.includes(name) || (!lists.includes(name) && query.getAll(name).length > 1)
  return [...query.keys()].find(isOdd) ?? null
}

/** The markets asked for, by any of the names, as a list with commas; null: not asked for. Ids of 64 digits alone. */
function conditionsOf(query: URLSearchParams): readonly MarketId[] | null | 'invalid' {
  const given = CONDITION_NAMES.flatMap((name) => query.getAll(name))
  if (given.length === 0) return null
  const ids = given.flatMap((list) => list.split(','))
  if (ids.length > MAX_CONDITIONS || !ids.every(isBytes32)) return 'invalid'
  return ids.map(marketId)
}

/** Of which markets and whose, or the name of the parameter that is wrong; what a missing `user` means, its route says. */
export function askedOf(
  query: URLSearchParams,
  known: readonly string[],
): { readonly conditions: readonly MarketId[] | null; readonly user: string | null } | string {
  const odd = unknownParameter(query, known)
  if (odd !== null) return odd
  const conditions = conditionsOf(query)
  if (conditions === 'invalid') return 'condition'
  const user = query.get('user')
  return user === null || isAddress(user) ? { conditions, user: user?.toLowerCase() ?? null } : 'user'
}

export interface TradeAmounts {
  readonly shares: number
  readonly usdc: number
}

/** `filter_type` and `filter_amount`, or the name of the one that is wrong. */
export function amountFilter(
  query: URLSearchParams,
  least: number,
): ((record: TradeAmounts) => boolean) | string {
  const type = query.get('filter_type') ?? 'TOKENS'
  if (type !== 'TOKENS' && type !== 'CASH') return 'filter_type'
  const floor = Number(query.get('filter_amount') ?? least)
  if (!Number.isFinite(floor) || floor < 0) return 'filter_amount'
  return ({ shares, usdc }) => (type === 'TOKENS' ? shares : usdc) >= floor
}
