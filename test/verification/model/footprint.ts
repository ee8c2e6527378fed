import type { Op } from './world.ts'

/**
 * What a step reads and writes, as bits. Two steps of different actors are independent, and are not tried in both
 * orders, when neither writes what the other reads or writes.
 *
 * Every answer carries the clock, so whatever moves it depends on everything. The invariants' own memory counts too:
 * an intent looks at the control item (was it running?), a post at item and control, the end of a STOP at the venue.
 */
export interface Footprint {
  readonly reads: number
  readonly writes: number
}

const CONTROL = 1
const ITEM = 2
const LEDGER = 4
const VENUE = 8
const TIME = 16
const ALARMS = 32
const EVERYTHING = 63

const print = (reads: number, writes = 0): Footprint => ({ reads: reads | TIME, writes })

const FOOTPRINTS: Readonly<Record<Op['do'], Footprint>> = {
  begin: print(0),
  sleep: print(0),
  acquire: print(ITEM, ITEM),
  claim: print(ITEM, ITEM),
  renew: print(ITEM, ITEM),
  commit: print(ITEM | CONTROL | VENUE, ITEM),
  putUnlatched: print(ITEM, ITEM),
  // It ends a tick, and whose turn it is counts ticks.
  look: print(ITEM, ITEM),
  release: print(ITEM, ITEM),
  control: print(CONTROL),
  haltCheck: print(CONTROL | ITEM),
  marketItems: print(ITEM),
  putLedger: print(0, LEDGER),
  ledgerFill: print(LEDGER),
  ledgerOrder: print(LEDGER),
  ledgerLateFills: print(LEDGER),
  latchMessage: print(CONTROL, CONTROL),
  latchIfArmed: print(CONTROL, CONTROL),
  latchCondition: print(CONTROL, CONTROL),
  latchFlip: print(CONTROL, CONTROL),
  stopDone: print(CONTROL | VENUE, CONTROL),
  resume: print(CONTROL, CONTROL),
  arm: print(CONTROL, CONTROL),
  disarm: print(CONTROL, CONTROL),
  drain: print(CONTROL, CONTROL),
  endDrain: print(CONTROL, CONTROL),
  requestFlatten: print(CONTROL, CONTROL),
  dropFlatten: print(CONTROL, CONTROL),
  flip: print(CONTROL, CONTROL),
  raise: print(ALARMS, ALARMS),
  alarms: print(ALARMS),
  post: print(CONTROL | ITEM | VENUE, VENUE),
  cancel: print(VENUE, VENUE),
  cancelMarket: print(VENUE, VENUE),
  trades: print(VENUE),
  history: print(VENUE),
  tradesById: print(VENUE),
  openOrders: print(VENUE),
  order: print(VENUE),
  balance: print(VENUE),
  books: print(VENUE),
  positions: print(VENUE),
}

export const footprintOf = (ops: readonly Op[]): Footprint => ({
  reads: ops.reduce((bits, op) => bits | FOOTPRINTS[op.do].reads, 0),
  writes: ops.reduce((bits, op) => bits | FOOTPRINTS[op.do].writes, 0),
})

/** The venue's own doing: a fill, a settlement. */
export const VENUE_EVENT: Footprint = print(VENUE, VENUE)
export const TIME_PASSES: Footprint = { reads: EVERYTHING, writes: EVERYTHING }

export const conflict = (a: Footprint, b: Footprint): boolean =>
  (a.writes & (b.reads | b.writes)) !== 0 || (b.writes & a.reads) !== 0

export const isWrite = (op: Op): boolean => FOOTPRINTS[op.do].writes !== 0
