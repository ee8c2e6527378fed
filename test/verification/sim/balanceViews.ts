import type { Read } from '../../../shared/domain/read.ts'
import type { SizeMicros, TokenId } from '../../../shared/domain/units.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import type { Troubles } from './troubles.ts'

/** The venue's cache of balances: in trouble, it stays what it was until somebody asks it to look at the chain. */
export function createBalanceViews(
  venue: Venue,
  troubles: Troubles,
): Pick<Venue, 'balance' | 'refreshBalance'> {
  const cached = new Map<TokenId, Read<SizeMicros>>()
  return {
    balance: async (token, remembered) => {
      const kept = cached.get(token)
      if (troubles.staleBalance && kept !== undefined) return kept
      const read = await venue.balance(token, remembered)
      cached.set(token, read)
      return read
    },
    refreshBalance: async (token, remembered) => {
      cached.delete(token)
      return await venue.refreshBalance(token, remembered)
    },
  }
}
