import { expect, test } from 'vitest'
import { allSources } from './sources.ts'

/** Turns that a native reader stumbles over, each with what to write instead. */
const TURNS: readonly { readonly turn: RegExp; readonly instead: string }[] = [
  { turn: /\b(?<!as )so (long|many|often|soon)\b/i, instead: 'this long, this many; or name the time' },
  { turn: /\b(tells?|told|telling) (of|late)\b/i, instead: 'reports, shows; "reported late"' },
  { turn: /\bmend(s|ed|ing)?\b/i, instead: 'repair, correct' },
  { turn: /\banew\b/i, instead: 'again' },
  { turn: /\bin earnest\b/i, instead: 'live' },
  { turn: /\baltogether\b|\bat the most\b/i, instead: 'in all, at most' },
  { turn: /\bas ever\b|\bever more (often|seldom)\b/i, instead: 'as usual, at growing intervals' },
  { turn: /\bstood aside\b/i, instead: 'skipped' },
  { turn: /\bwhat is no\b/i, instead: 'what is not a' },
  {
    turn: /\bit tells? nobody\b|\bnobody is told\b/i,
    instead: 'is paged, reported or shown',
  },
]

/** Between fences stands what a command prints, or what is typed. */
const prose = (text: string): readonly string[] =>
  text
    .split(/^\s*```.*$/m)
    .filter((_, at) => at % 2 === 0)
    .flatMap((part) => part.split('\n'))

test('the pages hold none of the turns that come from translating', () => {
  const found = allSources()
    .filter(({ path }) => path.endsWith('.md') && !path.startsWith('test/'))
    .flatMap(({ path, text }) =>
      prose(text).flatMap((line) => turnsIn(line).map((what) => `${path}: ${what}`)),
    )

  expect(found).toEqual([])
})

test('the check finds them, and leaves plain English alone', () => {
  expect(turnsIn('It was watched for so long that it had to be mended.')).toEqual([
    'so long (this long, this many; or name the time)',
    'mended (repair, correct)',
  ])
  expect(turnsIn('A book is believed as long as nothing contradicts it, so a long wait ends.')).toEqual([])
  expect(prose('one\n```text\nstood aside for\n```\ntwo').join(' ')).toBe('one   two')
})

function turnsIn(line: string): readonly string[] {
  return TURNS.flatMap(({ turn, instead }) => {
    const match = turn.exec(line)
    return match === null ? [] : [`${match[0]} (${instead})`]
  })
}
