import { runbookRow } from '../../shared/domain/runbook.ts'
import type { PostCondition } from '../../shared/machine/condition.ts'
import { REFUSALS } from '../../shared/machine/refusalWords.ts'
import { MAY_FLATTEN } from '../../shared/machine/rows/flattenSale.ts'
import type { Phase } from '../../shared/machine/state.ts'
import { STATES } from '../../shared/machine/states.ts'
import { type Detector, STOPS } from '../../shared/machine/stops.ts'
import { TRANSITIONS, type TransitionRow } from '../../shared/machine/transitions.ts'

/** The requirement's four states, in its order. */
export const PHASES = ['IDLE', 'ENTRY_PENDING', 'POSITION_OPEN', 'EXIT_PENDING'] as const satisfies Phase[]

/** The tables that the machine runs, printed: docs/transitions.md holds them, and the requirement's tests read them. */

/** A row's conditions in words: those that are asked for by the requirement, and what the state then shows. */
export const conditionsOf = ({ asks = [], shows = [] }: TransitionRow): readonly string[] => [
  ...asks.flatMap(({ says }) => says ?? []),
  ...shows.map(({ says }) => says),
]

export const statesTable = (): readonly string[] => [
  '| state | what it is | allowed actions | may post | may cancel |',
  '|---|---|---|---|---|',
  ...Object.entries(STATES).map(([name, { says, allows, posts, cancels }]) => {
    const isRequired = PHASES.some((phase) => phase === name)
    return `| ${isRequired ? `**${name}**` : name} | ${says} | ${allows} | ${list(posts)} | ${list(cancels)} |`
  }),
]

/** What is asked before each post, in order: the refusals of a tick are the names of what does not hold. */
export const asksTables = (): readonly string[] =>
  [
    ...TRANSITIONS.map(({ from, to, asks }) => ({ post: `${from} -> ${to}`, asks })),
    { post: 'a flatten while HALTED', asks: MAY_FLATTEN },
  ].flatMap(({ post, asks }) =>
    asks === undefined
      ? []
      : [
          `### Asked before ${post}`,
          '',
          '| what must hold | refused by | which means |',
          '|---|---|---|',
          ...asks.map((asked) => `| ${asked.says ?? ''} | ${refusedBy(asked)} |`),
          '',
        ],
  )

export const stopsTable = (): readonly string[] => [
  '| STOP | the requirement, or where it comes from | found by | flatten may follow by itself | way out |',
  '|---|---|---|---|---|',
  ...Object.entries(STOPS).map(
    ([code, { says, detector, flattenMayFollow, remedy }]) =>
      `| ${code} | ${says} | ${foundBy(detector)} | ${flattenMayFollow ? 'yes' : 'no'} | ${remedy} |`,
  ),
]

/** For the operator: the table of the runbook. */
export const stopRemedies = (): readonly string[] => [
  '| reason | what it means | way out |',
  '| --- | --- | --- |',
  ...Object.entries(STOPS).map(([code, { means, remedy }]) => {
    const [, anchor] = runbookRow('stop', code).split('#')
    return `| ${code} | <a id="${anchor}"></a>${means} | ${remedy} |`
  }),
]

function foundBy(detector: Detector): string {
  switch (detector.looksAt) {
    case 'fill':
      return `each fill, before it is counted: ${detector.conditions.map(({ says }) => says).join('; ')}${detector.also === undefined ? '' : `. Also where ${detector.also}`}`
    case 'item':
      return `the item, before its tick: ${detector.checks.map(({ name }) => `\`${name}\``).join(', ')}`
    case 'tick':
      return `the facts of a tick: \`${('watch' in detector ? detector.watch : detector.finds).name}\``
    case 'answer':
      return `the answer to ${detector.side === undefined ? 'a post' : `a ${detector.side}`}: ${detector.rejects.join(', ')}`
    case 'elsewhere':
      return detector.found
  }
}

const refusedBy = (asked: PostCondition): string =>
  'refusal' in asked ? `\`${asked.refusal}\` | ${REFUSALS[asked.refusal]}` : 'each by its own name |'

const list = (items: readonly string[]): string => items.join(', ')
