import type { OrderId } from '../../../shared/domain/units.ts'
import type { Answer } from '../../../shared/polymarket/answer.ts'
import type { TradeFilter } from '../../../shared/polymarket/tradePages.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import type { Faults } from './faults.ts'
import type { Troubles } from './troubles.ts'
import type { Views } from './views.ts'

/** The venue as the simulation has it, before any network. */
export interface SharedVenue {
  readonly venue: Venue
  readonly views: Views
  /** A page of the account's trades, as the venue prints it. */
  readonly page: (filter: TradeFilter, cursor: string | null) => Answer
  readonly account: string
  readonly faults: Faults
  readonly troubles: Troubles
  /** 425, 429 or 503 to whoever asks; a POST among them may have been taken all the same. */
  isOut(): boolean
  /** Before a POST leaves: a truth the invariants need. */
  readonly sends: (id: OrderId) => void
}
