/** The page that says what each alarm, page and STOP means, from the root of the project. */
const RUNBOOK = 'docs/runbook.md'

export type RunbookTable = 'alarm' | 'page' | 'stop'

/** Where one row of it stands: what a person who was woken opens first. */
export const runbookRow = (table: RunbookTable, name: string): string =>
  `${RUNBOOK}#${table}-${name.toLowerCase().replaceAll('_', '-')}`
