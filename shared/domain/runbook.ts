/** The page that says what each alarm, page and STOP means, from the root of the project. */
const RUNBOOK = 'docs/runbook.md'

export type RunbookTable = 'alarm' | 'page' | 'stop'

/** A place on that page: what a person who was woken opens first. */
export type RunbookLink = `${typeof RUNBOOK}#${string}`

/** The place of one row of a table. */
export const runbookRow = (table: RunbookTable, name: string): RunbookLink =>
  `${RUNBOOK}#${table}-${name.toLowerCase().replaceAll('_', '-')}`

/** The place of the way out of any STOP. */
export const RUNBOOK_OF_STOPS: RunbookLink = `${RUNBOOK}#stop`
