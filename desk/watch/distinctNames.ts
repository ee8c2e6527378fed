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
  return [...Map.groupBy(names, textOf)].flatMap(([text, alike]) => {
    const next = differFrom(alike)
    const isLast = alike.length === 1 || cuts === MOST_CUTS || next <= from
    return isLast
      ? alike.map((name) => [name, text] as const)
      : cutApart(alike, { width, from: next, cuts: cuts + 1 })
  })
}

/** The beginning of the word in which they first differ. */
function differFrom([first = '', ...others]: readonly string[]): number {
  let same = 0
  while (same < first.length && others.every((other) => other[same] === first[same])) same += 1
  return first.lastIndexOf(' ', same - 1) + 1
}
