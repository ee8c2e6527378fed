import type { Asked } from '../../../shared/machine/condition.ts'
import { REFUSALS } from '../../../shared/machine/refusalWords.ts'
import { PHASES, STATES } from '../../../shared/machine/states.ts'
import { TRANSITIONS, type TransitionRow } from '../../../shared/machine/transitions.ts'

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
  TRANSITIONS.flatMap(({ from, to, asks }) =>
    asks === undefined
      ? []
      : [
          `### Asked before ${from} -> ${to}`,
          '',
          '| condition | refused by |',
          '|---|---|',
          ...asks.map((asked) => `| ${inWords(asked)} | ${nameOf(asked)} |`),
          '',
        ],
  )

const inWords = (asked: Asked): string =>
  'refusal' in asked && asked.says === undefined ? `not: ${REFUSALS[asked.refusal]}` : `${asked.says}`

const nameOf = (asked: Asked): string =>
  'refusal' in asked ? `\`${asked.refusal}\`` : 'each that does not hold by its name'

const list = (items: readonly string[]): string => items.join(', ')
