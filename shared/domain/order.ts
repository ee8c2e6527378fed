import type { EpochMs, MarketId, OrderId, PriceMicros, SizeMicros, TokenId } from './units.ts'

export type Side = 'BUY' | 'SELL'

export const opposite = (side: Side): Side => (side === 'BUY' ? 'SELL' : 'BUY')
/** Why we post: an entry buys, all others but the canary sell. The canary proves the account at `arm`. */
export type OrderPurpose = 'entry' | 'exit' | 'takerExit' | 'flatten' | 'canary'

/** How an order came to be unable ever to trade again. */
export type Death = 'unsent' | 'rejected' | DeathOnBook
/** Of one that may have been on the book. */
export type DeathOnBook = 'terminal' | 'canceled' | 'expired'

/**
 * INTENDED: stored, perhaps sent. UNKNOWN: posted, and the answer proved nothing. Both may be live at the venue.
 * LIVE: accepted, or seen by hash. DEAD: it can never trade again (proof: `how`).
 */
export type OrderLife =
  | { readonly at: 'INTENDED' }
  | { readonly at: 'UNKNOWN'; readonly sinceMs: EpochMs }
  | { readonly at: 'LIVE' }
  | { readonly at: 'DEAD'; readonly sinceMs: EpochMs; readonly how: Death }

export interface FoldedLegs {
  /** Without FAILED ones. */
  readonly countedMicros: SizeMicros
  /** FAILED ones included. */
  readonly matchedMicros: SizeMicros
  /** What flooring can have lost of them. */
  readonly flooredMicros: SizeMicros
}

/** How far it is proven that an order past its date, whose hash cannot be read, is dead. */
export interface ExpiryProof {
  /** The date had passed by both clocks. */
  readonly sinceMs: EpochMs
  /** A cancel asked for since then was answered. */
  readonly cancelAnsweredAtMs?: EpochMs
  /** A complete list begun since that answer lacked it. */
  readonly absentAtMs?: EpochMs
}

/** An order of ours as the market item keeps it, from intent to closed. */
export interface Order extends Omit<OrderDraft, 'market'> {
  readonly id: OrderId
  /** The venue accepted it under another id than our hash: both count, and it is a STOP. */
  readonly otherId?: OrderId
  /** As signed: with them the hash can be computed again. */
  readonly salt: string
  readonly timestamp: string
  readonly intendedAtMs: EpochMs
  /** The id of the credentials it was posted with: only their lists prove that it is gone. */
  readonly postedBy?: string
  /** Why its cancel was requested; such an order is no longer quoted against. */
  readonly cancelAsked?: { readonly atMs: EpochMs; readonly why: string }
  readonly life: OrderLife
  /** What the venue says was matched, read by hash when it was terminal: final. null: not known yet. */
  readonly matchedMicros: SizeMicros | null
  /** Complete looks after expiry and slack that found it neither by hash nor in the list. */
  readonly absences: number
  /** What of its legs is folded already: the item holds only the others. */
  readonly foldedLegs?: FoldedLegs
  readonly outlived?: ExpiryProof
  /** Dead, and every fill it can have is in the legs: it no longer counts. */
  readonly closedAtMs?: EpochMs
  /** Dead but not closed for long enough that a person was paged: it no longer blocks a SELL. */
  readonly stuck?: true
}

/** What we want to have on the book; the venue adapter makes it a signed order. */
export interface OrderDraft {
  readonly market: MarketId
  readonly purpose: OrderPurpose
  readonly side: Side
  readonly tokenId: TokenId
  readonly priceMicros: PriceMicros
  /** A multiple of 0.01 share. */
  readonly sizeMicros: SizeMicros
  readonly postOnly: boolean
  /** As sent to the venue, which drops a GTD order 60 s before it. */
  readonly expiresAtMs: EpochMs
  /** Flatten and canary orders have a condition of their own. */
  readonly haltSeq?: number
}

export const isDead = (order: Order): boolean => order.life.at === 'DEAD'
export const isClosed = (order: Order): boolean => order.closedAtMs !== undefined
export const mayBeLive = (order: Order): boolean => order.life.at !== 'DEAD'
export const diedOnBook = (
  life: OrderLife,
): life is Extract<OrderLife, { at: 'DEAD' }> & { readonly how: DeathOnBook } =>
  life.at === 'DEAD' && life.how !== 'rejected' && life.how !== 'unsent'
/** @param id As a record of the venue's has it; null: it names no order. */
export const hasId = (order: Order, id: OrderId | null): boolean => order.id === id || order.otherId === id
