import type { FaultBefore } from '../http/faults.ts'
import type { Alter } from './alterJson.ts'
import type { Effect, FaultKind } from './faultKind.ts'

/** Something befalls the request on its way to the venue. */
export const before = (fault: FaultBefore): Effect => ({ on: 'request', before: fault })

/** The venue did what was asked, and its answer is changed on the way. */
export const after = (alter: Alter): Effect => ({ on: 'request', after: { do: 'alter', alter } })

/** The answer is always changed alike. */
export const altered = (help: string, routes: readonly string[], alter: Alter): FaultKind =>
  fixed(help, routes, after(alter))

/** A fault that takes no words: it is always the same. */
export const fixed = (help: string, routes: readonly string[], effect: Effect): FaultKind => ({
  help,
  routes,
  make: () => effect,
})
