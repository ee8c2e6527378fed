import type { Phase } from '../../../shared/machine/state.ts'
import { TRANSITIONS, type TransitionRow } from '../../../shared/machine/transitions.ts'
import type { StatesResult } from './exploreStates.ts'
import { INVARIANTS } from './invariants.ts'

const PHASES: readonly Phase[] = ['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING']

/** docs/transitions.md: every change of phase that the explorer has reached, drawn and counted. */
export function transitionsDoc(result: StatesResult): string {
  return [
    '# Every change of phase',
    '',
    'Written by the explorer of states (`test/model/states/main.ts`, with `--write-docs`), which runs the production',
    'machine breadth-first over a small true venue. A test holds this page and the table in',
    '`shared/machine/transitions.ts` against what was reached: nothing is missing, nothing is dead.',
    '',
    '```mermaid',
    ...diagram(result),
    '```',
    '',
    'Thick arrows are rows of the requirement; dotted ones are forced by a venue that reports late, settles later and',
    'takes settlements back. *Observed*: seen by reconciling what the venue reports. *Acted*: by what the act of the',
    'tick returned.',
    '',
    '| from | to | by | trigger | conditions | required | reached |',
    '|---|---|---|---|---|---|---|',
    ...reached(result).map(({ row, count }) => line(row, count)),
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
    'In each of these states and on each of these edges held:',
    '',
    ...Object.entries(INVARIANTS).map(([number, text]) => `${number}. ${text}`),
    '',
    'Stated bounds: at most one read of a tick deviates from the truth; time moves in steps that fall between the',
    'bounds on age; three sizes of fill; one holding and its dust. The trades API shows a trade before the',
    'read cursor has left it behind; a trade that is taken back after that is left to the balance.',
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

const line = ({ from, to, by, trigger, conditions, required }: TransitionRow, times: number): string =>
  `| ${from} | ${to} | ${by} | ${trigger} | ${conditions.join('; ')} | ${required ? '**yes**' : 'forced'} | ${count(times)} |`

const count = (number: number): string => number.toLocaleString('en-US')
