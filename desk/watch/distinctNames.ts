import { headWidth, inside } from './terminalText.ts'

/** Names that begin alike may do so again after a first cut: this often it is looked for. */
const MOST_CUTS = 4
const LEAD_PART = 2 / 3

/**
 * How each of several names is written in a width, so that different names look different: what those begin with that
 * would look alike gives way to an ellipsis.
 */
export function distinctNames(names: readonly string[], width: number): (name: string) => string {
  const shown = new Map(byWord([...new Set(names)], { width, lead: '', from: 0, cuts: 0 }))
  return (name) => shown.get(name) ?? inside(name, width)
}

interface Cut {
  readonly width: number
  /** The words in which they differ from others already. */
  readonly lead: string
  /** Where what is written behind those begins. */
  readonly from: number
  readonly cuts: number
}
type Shown = readonly (readonly [name: string, text: string])[]

/** Those that go on with another word differ by it. */
const byWord = (names: readonly string[], cut: Cut): Shown =>
  [...Map.groupBy(names, (name) => wordAt(name, cut.from)).values()].flatMap((alike) => cutApart(alike, cut))

function cutApart(names: readonly string[], cut: Cut): Shown {
  const { width, lead, from, cuts } = cut
  const wholeOf = (name: string): string => `${lead}${name.slice(from)}`
  const questions = [...new Set(names.map(questionOf))]
  const heads = new Set(questions.map((question) => wholeOf(question).slice(0, headWidth(width))))
  const next = differFrom(questions)
  const isApart = heads.size === questions.length || names.every((name) => wholeOf(name).length <= width)
  if (isApart || next <= from || cuts === MOST_CUTS)
    return names.map((name) => [name, inside(wholeOf(name), width)])
  const word = from === 0 ? '' : wordAt(names[0] ?? '', from)
  // What follows needs room too: then where they differ last is worth more than what did before.
  const leads = [`${lead}${word}…`, `…${word}…`, '…']
  const fitting = leads.find(({ length }) => length <= headWidth(width) * LEAD_PART) ?? ''
  return byWord(names, { width, lead: fitting, from: next, cuts: cuts + 1 })
}

const wordAt = (name: string, from: number): string => name.slice(from).split(' ', 1)[0] ?? ''

/** The outcome, which ends a name, is always shown. */
const questionOf = (name: string): string => name.replace(/ – [^–]*$/, '')

/** The beginning of the word in which they first differ; 0: they do not. */
function differFrom([first = '', ...others]: readonly string[]): number {
  if (others.length === 0) return 0
  let same = 0
  while (same < first.length && others.every((other) => other[same] === first[same])) same += 1
  return first.lastIndexOf(' ', same - 1) + 1
}
