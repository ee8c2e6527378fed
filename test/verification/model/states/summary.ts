import type { StatesResult, Violation } from './exploreStates.ts'
import { INVARIANTS } from './invariants.ts'

/** What an exploration found, in words: figures first, then each violation with the shortest way to it. */
export function summary({ domains, phaseEdges, stops, violations, ...all }: StatesResult): string {
  return [
    ...domains.map(
      ({ name, states, edges, seconds, complete }) =>
        `${name}: ${states} states, ${edges} edges, ${seconds.toFixed(1)} s${complete ? '' : ', not complete'}`,
    ),
    `all: ${all.states} states, ${all.edges} edges, ${all.seconds.toFixed(1)} s`,
    ...phaseEdges.map(({ from, to, by, count }) => `  ${from} -> ${to} (${by}): ${count}`),
    `  reasons to STOP: ${Object.entries(stops)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ')}`,
    ...violations.map(inWords),
    `${violations.length} violations`,
  ].join('\n')
}

/** A counterexample to read: what broke, and step by step how. */
export const inWords = ({ domain, invariant, text, path }: Violation): string =>
  [
    '',
    `VIOLATION of invariant ${invariant} (${INVARIANTS[invariant]}) in domain ${domain}: ${text}`,
    ...path.map((words, i) => `  ${i}. ${words}`),
  ].join('\n')
