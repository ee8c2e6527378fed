import type { OrderPurpose, Side } from '../domain/order.ts'
import type { Phase } from './state.ts'

/** The state of a tick: one of the requirement's four, or one that comes before them. */
export type TickState = Phase | 'STOP' | 'HALTED' | 'NOT_ARMED' | 'SETTLING'

export interface StateRow {
  /** The requirement's description; ours where it names no such state. */
  readonly says: string
  /** The requirement's "Allowed Actions"; waiting always is one. */
  readonly allows: string
  readonly posts: readonly OrderPurpose[]
  readonly cancels: readonly Side[]
}

const BOTH: readonly Side[] = ['BUY', 'SELL']

/**
 * Every state with its allowed actions: nothing else passes the risk check. The first four are the requirement's and
 * follow from orders and fills (`phaseOf`); the others are asked first, for they hold whatever the phase is.
 */
export const STATES: Readonly<Record<TickState, StateRow>> = {
  IDLE: {
    says: 'No inventory, no pending orders',
    allows: 'Post entry order',
    posts: ['entry'],
    cancels: [],
  },
  ENTRY_PENDING: {
    says: 'Entry order posted, waiting for fill',
    allows: 'Cancel entry, wait',
    posts: [],
    cancels: ['BUY'],
  },
  POSITION_OPEN: {
    says: 'Confirmed BUY fill, holding shares',
    allows: 'Post exit order',
    posts: ['exit', 'takerExit'],
    // The rest of the entry that the shares came from.
    cancels: ['BUY'],
  },
  EXIT_PENDING: {
    says: 'Exit order posted, waiting for fill',
    allows: 'Reprice exit, wait',
    posts: [],
    cancels: BOTH,
  },
  STOP: {
    says: 'A STOP condition was found in this tick',
    allows: 'Cancel what may be live',
    posts: [],
    cancels: BOTH,
  },
  HALTED: {
    says: 'A STOP is active, or the control item cannot be read',
    allows: 'Cancel what may be live; the flatten that was requested',
    posts: ['flatten'],
    cancels: BOTH,
  },
  NOT_ARMED: {
    says: 'The stack is not armed',
    allows: 'The canary of "arm", and its cancel',
    posts: ['canary'],
    cancels: BOTH,
  },
  SETTLING: {
    says: 'The market is closed',
    allows: 'Wait for the payout',
    posts: [],
    cancels: BOTH,
  },
}
