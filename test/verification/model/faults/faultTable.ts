import type { Fault } from './fault.ts'

/** The deliberate faults as the documentation lists them: what is wrong, where, and the scenario that shows it. */
export function faultTable(faults: readonly Fault[]): string {
  const rows = faults.map(({ name, what, edits, scenario, breaks }) =>
    `| `.concat([`\`${name}\``, what, filesOf(edits), scenario, breaks.join(', ')].join(' | '), ' |'),
  )
  return ['| fault | what is wrong | in | found by | breaks one of |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  )
}

const filesOf = (edits: Fault['edits']): string =>
  [...new Set(edits.map(({ file }) => (file.split('/').at(-1) ?? file).replace('.ts', '')))].join(', ')
