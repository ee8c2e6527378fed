/** The page that says what each alarm, page and STOP means, from the root of the project. */
const RUNBOOK = 'docs/runbook.md'

export type RunbookTable = 'alarm' | 'page' | 'stop'

/** A place on that page: what a person who was woken opens first. */
export type RunbookLink = `${typeof RUNBOOK}#${string}`

/** Where one row of a table stands. */
export const runbookRow = (table: RunbookTable, name: string): RunbookLink =>
  `${RUNBOOK}#${table}-${name.toLowerCase().replaceAll('_', '-')}`

/** Where the way out of any STOP stands. */
export const RUNBOOK_OF_STOPS: RunbookLink = `${RUNBOOK}#stop`
