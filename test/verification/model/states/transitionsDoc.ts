import { TRANSITIONS, type TransitionRow } from '../../../../shared/machine/transitions.ts'
import { asksTables, conditionsOf, PHASES, statesTable, stopsTable } from '../../../support/machineTables.ts'
import type { StatesResult } from './exploreStates.ts'
import { INVARIANTS } from './invariants.ts'

/** docs/transitions.md: every change of phase that the explorer has reached, drawn and counted. */
export function transitionsDoc(result: StatesResult): string {
  return [
    '# The state machine',
    '',
    'The tables that the machine runs, for reviewers, and how often the explorer of states reached each row. The explorer',
    'writes this page (`test/verification/model/states/main.ts`, with `--write-docs`). It runs the production machine',
    'breadth-first over a small model of a venue. A test compares the page with what was reached: no row is missing, and none is',
    'unreachable.',
    '',
    '- [States](#states), [changes of phase](#changes-of-phase)',
    '- [STOP conditions](#stop-conditions)',
    '- [What was explored](#what-was-explored)',
    '',
    '## States',
    '',
    ...statesTable(),
    '',
    'The four in bold are those of the requirement. The others are checked first. The risk check lets no order pass that is in',
    'no column (`shared/machine/states.ts`, `riskCheck.ts`).',
    '',
    '## Changes of phase',
    '',
    '```mermaid',
    ...diagram(result),
    '```',
    '',
    'Thick arrows are rows of the requirement. Dotted arrows are needed because the venue reports late, settles later and',
    "sometimes reverts settlements. *Observed* changes come from reconciling the venue's reports, *acted* changes from what the",
    'act of the tick returned.',
    '',
    '| from | to | by | trigger | conditions | required | reached |',
    '|---|---|---|---|---|---|---|',
    ...reached(result).map(({ row, count }) => line(row, count)),
    '',
    ...asksTables(),
    '## STOP conditions',
    '',
    'They are in the order in which a tick checks them.',
    '',
    ...stopsTable(),
    '',
    '## What was explored',
    '',
    '| domain | what may happen | states | edges |',
    '|---|---|---|---|',
    ...result.domains.map(
      ({ name, about, states, edges }) => `| ${name} | ${about} | ${count(states)} | ${count(edges)} |`,
    ),
    `| **all** | | **${count(result.states)}** | **${count(result.edges)}** |`,
    '',
    'In each of these states and on each of these edges, all of this held:',
    '',
    ...Object.entries(INVARIANTS).map(([number, text]) => `${number}. ${text}`),
    '',
    'Bounds: at most one read of a tick deviates from the truth; time moves in steps that fall between the bounds on age; there',
    'are three sizes of fill, and one position with its dust. The trades API shows a trade before the read cursor has passed it.',
    'If a trade is reverted after that, only the balance shows it.',
    '',
  ].join('\n')
}

/** The page without its counts: what has to be up to date. */
export const withoutCounts = (page: string): string =>
  page.replace(/\b\d{1,3}(?:,\d{3})+\b|\| \**\d+\** (?=\|)/g, 'n')

interface Reached {
  readonly row: TransitionRow
  readonly count: number
}

/** The rows that were reached, in the order of the table, and how often. */
const reached = ({ phaseEdges }: StatesResult): readonly Reached[] =>
  TRANSITIONS.flatMap((row) => {
    const edge = phaseEdges.find(({ from, to, by }) => row.from === from && row.to === to && row.by === by)
    return edge === undefined ? [] : [{ row, count: edge.count }]
  })

function diagram(result: StatesResult): readonly string[] {
  const rows = reached(result).map(({ row }) => row)
  return [
    'flowchart LR',
    ...PHASES.map((phase) => `  ${phase}([${phase}])`),
    ...rows.map(({ from, to, by, trigger, required }) => {
      const [open, close] = required ? ['==', '==>'] : ['-.', '.->']
      return `  ${from} ${open} "${by}: ${trigger}" ${close} ${to}`
    }),
  ]
}

function line(row: TransitionRow, times: number): string {
  const { from, to, by, trigger, required } = row
  const conditions = conditionsOf(row).join('; ')
  return `| ${from} | ${to} | ${by} | ${trigger} | ${conditions} | ${required ? '**yes**' : 'forced'} | ${count(times)} |`
}

const count = (number: number): string => number.toLocaleString('en-US')
