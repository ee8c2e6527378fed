import type { Position } from '../accounting/position.ts'
import type { Valuation } from '../accounting/valuation.ts'
import type { Leg, SeenLeg } from '../domain/leg.ts'
import type { DeathOnBook, Order, Side } from '../domain/order.ts'
import type { EpochMs, OrderId, SizeMicros, UsdcMicros } from '../domain/units.ts'
import type { RejectCode } from './rejectCode.ts'
import type { ExitOnlyCause, FlattenLeft, MarketState, Phase } from './state.ts'
import type { WaitName } from './wait.ts'

/**
 * What happened to a market in a tick. Each event comes from the code that makes the change, in the order of the
 * changes: nobody compares states to find it. `eventWords` says each in words, and which of them call a person.
 */
export type MachineEvent =
  /** A fill was seen for the first time, or its status changed. */
  | { readonly is: 'fill'; readonly leg: Leg }
  /** A fill the read cursor had passed already. */
  | { readonly is: 'lateFill'; readonly tradeId: SeenLeg['tradeId']; readonly orderId: OrderId }
  /** One that may have been on the book is proven dead; a refusal or what was never sent has words of its own. */
  | {
      readonly is: 'orderEnded'
      readonly id: OrderId
      readonly how: DeathOnBook
      readonly atMs: EpochMs
      /** As the venue said last; null: not known. */
      readonly matchedMicros: Order['matchedMicros']
    }
  /** Dead for long, and its fills are still missing. */
  | { readonly is: 'orderStuck'; readonly id: OrderId }
  /** The person's own order came to rest in the market while it is halted. */
  | { readonly is: 'handOrder'; readonly id: OrderId }
  /** The person traded by hand while it is halted: the records lack it until `adopt`. */
  | { readonly is: 'handFill'; readonly tradeId: SeenLeg['tradeId'] }
  /** A record of the venue's that may be ours and cannot be read; `raw` says why, for people. */
  /** `ofAccount`: the record names no market, so every market reports it, and people are notified once. */
  | {
      readonly is: 'unreadable'
      readonly of: 'fill' | 'order'
      readonly raw: string
      readonly ofAccount?: true
    }
  | { readonly is: 'marketClosed'; readonly heldMicros: SizeMicros }
  /** The market's minimum rose above what is held. */
  | { readonly is: 'unsellable'; readonly heldMicros: SizeMicros; readonly minimumMicros: SizeMicros }
  /** A UTC day ended; the position and exposure are those it ended with. */
  | {
      readonly is: 'dayEnded'
      readonly utc: string
      readonly position: Position
      readonly mark: Valuation
      readonly exposureMicros: UsdcMicros
      /** Ticks without an entry by the market's own state, by refusal. */
      readonly refused: Readonly<Record<string, number>>
    }
  /** `isEmpty`: it was removed from the configuration with nothing quoted or held. */
  | { readonly is: 'exitOnlyBegan'; readonly cause: ExitOnlyCause; readonly isEmpty?: true }
  | { readonly is: 'exitOnlyEnded'; readonly cause: ExitOnlyCause }
  /** By what was observed, or by what the tick did. */
  | {
      readonly is: 'phaseChanged'
      readonly by: 'observed' | 'acted'
      readonly from: Phase
      readonly to: Phase
    }
  /** A flatten sells less than is held: reported once for each request. */
  | { readonly is: 'flattenLeft'; readonly left: FlattenLeft }
  /** `code` null: words that are on no list. `pages`: the first in a row that calls a person. */
  | {
      readonly is: 'postRefused'
      readonly side: Side
      readonly code: RejectCode | null
      readonly text: string
      readonly inRow: number
      readonly pauseMs: number
      readonly pages: boolean
    }
  /** An order of the side is on the book again, after refusals that called a person. */
  | { readonly is: 'refusalsEnded'; readonly side: Side; readonly inRow: number }
  /** It lasts longer than it should; reported once. */
  | {
      readonly is: 'waitOverdue'
      readonly name: WaitName
      readonly sinceMs: EpochMs
      readonly why: string
    }
  /** Of a wait that was reported. */
  | { readonly is: 'waitEnded'; readonly name: WaitName; readonly sinceMs: EpochMs }
  /** The signer made no order; nothing was sent. `pages`: the first in a row. */
  | {
      readonly is: 'notSigned'
      readonly side: Side
      readonly why: string
      readonly pauseMs: number
      readonly pages: boolean
    }

/** A change of the state, and what it made happen. */
export interface Changed {
  readonly state: MarketState
  readonly events: readonly MachineEvent[]
}

/** None where the phase stayed. */
export const phaseChange = (
  by: 'observed' | 'acted',
  from: Phase,
  to: Phase,
): readonly Extract<MachineEvent, { is: 'phaseChanged' }>[] =>
  from === to ? [] : [{ is: 'phaseChanged', by, from, to }]
