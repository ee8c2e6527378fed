import type { InOutcome } from '../domain/oneBook.ts'
import type { TokenId } from '../domain/units.ts'
import { NOTHING_HELD, type PaperAccount, type PaperHolding } from './paperAccount.ts'

/** The outcomes of an account, the first one first. */
export const outcomesOf = ({ other }: PaperAccount): readonly InOutcome[] =>
  other === undefined ? [{}] : [{}, { isOther: true }]

/** Which of the account's outcomes a token is; null: neither. */
export function inOutcome(account: PaperAccount, token: TokenId): InOutcome | null {
  if (token === account.tokenId) return {}
  return token === account.other?.tokenId ? { isOther: true } : null
}

export const tokenOf = ({ tokenId, other }: PaperAccount, { isOther }: InOutcome): TokenId =>
  isOther === true && other !== undefined ? other.tokenId : tokenId

/** What was paid and is held of one outcome. */
export function holdingIn(
  { cashMicros, sharesMicros, redeemed, other }: PaperAccount,
  of: InOutcome,
): PaperHolding {
  if (of.isOther === true) return other ?? NOTHING_HELD
  return { cashMicros, sharesMicros, redeemed }
}

/** The account with another holding of one outcome. */
export const withHolding = (account: PaperAccount, of: InOutcome, holding: PaperHolding): PaperAccount =>
  of.isOther === true && account.other !== undefined
    ? { ...account, other: { ...account.other, ...holding } }
    : { ...account, ...holding }
