import type { Side } from '../../../shared/domain/order.ts'

/** How the venue's answers are spoilt for a while, for every process alike. */
export interface Troubles {
  /** `frozen`: the book of when it began; `wide`: its best levels are away; `oneSided`: one side is. */
  book: 'frozen' | 'wide' | 'noBids' | 'noAsks' | null
  /** Reads that get no answer, by the name of the call. */
  unread: string | null
  /** Posts of this side are refused, one after the other. */
  refused: Side | null
  /** The balance stays what it was until the venue is asked to look again. */
  staleBalance: boolean
}

export const noTroubles = (): Troubles => ({ book: null, unread: null, refused: null, staleBalance: false })

export function endTroubles(troubles: Troubles): void {
  Object.assign(troubles, noTroubles())
}
