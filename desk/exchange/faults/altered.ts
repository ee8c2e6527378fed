import type { Alter } from './alterJson.ts'
import type { Effect, FaultKind } from './faultKind.ts'

/** The venue did what was asked, and its answer is changed on the way. */
export const after = (alter: Alter): Effect => ({ on: 'request', after: { do: 'alter', alter } })

/** A fault that takes no words and always changes the answer alike. */
export const altered = (help: string, routes: readonly string[], alter: Alter): FaultKind => ({
  argument: '',
  help,
  routes,
  make: () => after(alter),
})
