import { inside } from './terminalText.ts'

/** Names that begin alike may do so again after a first cut: this often it is looked for. */
const MOST_CUTS = 4

/**
 * How each of several names is written in a width, so that different names look different: what those begin with that
 * would look alike gives way to an ellipsis.
 */
export function distinctNames(names: readonly string[], width: number): (name: string) => string {
  const shown = new Map(cutApart([...new Set(names)], { width, from: 0, cuts: 0 }))
  return (name) => shown.get(name) ?? inside(name, width)
}

interface Cut {
  readonly width: number
  /** Where what is written of them begins. */
  readonly from: number
  readonly cuts: number
}

function cutApart(names: readonly string[], cut: Cut): readonly (readonly [string, string])[] {
  const { width, from, cuts } = cut
  const textOf = (name: string): string => inside(from === 0 ? name : `…${name.slice(from)}`, width)
  // What is cut shows its beginning; what is not shows all.
  const headOf = (name: string): string => textOf(name).replace(/(.)….*$/, '$1')
  return [...Map.groupBy(names, headOf).values()].flatMap((alike) => {
    const next = differFrom([...new Set(alike.map(questionOf))])
    return next <= from || cuts === MOST_CUTS
      ? alike.map((name) => [name, textOf(name)] as const)
      : cutApart(alike, { width, from: next, cuts: cuts + 1 })
  })
}

/** The outcome, which ends a name, is always shown. */
const questionOf = (name: string): string => name.replace(/ – [^–]*$/, '')

/** The beginning of the word in which they first differ; 0: they do not. */
function differFrom([first = '', ...others]: readonly string[]): number {
  if (others.length === 0) return 0
  let same = 0
  while (same < first.length && others.every((other) => other[same] === first[same])) same += 1
  return first.lastIndexOf(' ', same - 1) + 1
}
