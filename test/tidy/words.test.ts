import { expect, test } from 'vitest'
import { allSources, isCode } from './sources.ts'

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
  { turn: /\bbeside\b/i, instead: 'next to, besides, apart from, while' },
  { turn: /\bSTOP stands\b|\b(stands|stood)\b(?! for\b)/i, instead: 'is, is active, lasts' },
  { turn: /\bfor ever\b/i, instead: 'forever' },
  { turn: /\btakes it\b(?! (over|back|from)\b)/i, instead: 'accepts it, reads it, fills it' },
  {
    turn: /\bit tells? nobody\b|\bnobody is told\b/i,
    instead: 'is paged, reported or shown',
  },
]

/** More turns, of messages, comments and names: source files are searched whole. */
const CODE_TURNS: typeof TURNS = [
  ...TURNS,
  {
    turn: /(?<!there )\bis no (level|instant|number|token|tick|tape|recording|market|address|integer|version|trade|book|row|object|fill|order|JSON|text|operation|signature)\b/i,
    instead: 'is not a',
  },
  { turn: /\bhis (tick|pass|lease|order|quote|bid)\b/i, instead: 'its' },
  { turn: /\bif it (stays so|goes on)\b/i, instead: 'if it persists' },
  { turn: /\b(goes|go|going) on (trying|cancelling)\b/i, instead: 'keeps trying' },
  { turn: /\bmay (still )?live\b|\bno order lives\b/i, instead: 'may be live, no order is live' },
  { turn: /\bnothing to do (if|unless)\b/i, instead: 'no action needed' },
  // Names that gave way to the field's terms.
  {
    turn: /\b(meet(Trades|Ladder|Crowd)|sufferBefore|comeForEntry|besiege|createWarp|startWeather|usdcPurse|sharesPurse|rowForPeople|whyNotGivenUp|personsOrders|isCreatedByHand|isFilledByHand|measureFlattery|MarketNews|isOutlived|withVouched|exitSighting)\b/,
    instead: 'the new name',
  },
]

/** Of the pages and of the sources that are shipped. `told` alone is a field of stored items. */
const SHIPPED_TURNS: typeof TURNS = [
  {
    turn: /\b(is|are|was|were|be|been|being) told\b|\btells\b/i,
    instead: 'is reported, paged, notified, shown or distinguished',
  },
  { turn: /\b(un)?(told|tell)[A-Z]\w*|\w[a-z](Told|Untold|Tell)\w*/, instead: 'reported, paged, shown' },
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

test('source files hold none of them either', () => {
  const found = allSources()
    .filter((source) => isCode(source) && source.path !== 'test/tidy/words.test.ts')
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, at) => turnsIn(line, CODE_TURNS).map((what) => `${path}:${at + 1}: ${what}`)),
    )

  expect(found).toEqual([])
})

test('what is shipped names the act: it reports, pages, notifies, shows', () => {
  const found = allSources()
    .filter(({ path }) => !path.startsWith('test/') && !path.startsWith('bench/'))
    .filter((source) => isCode(source) || source.path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      prose(text).flatMap((line) => turnsIn(line, SHIPPED_TURNS).map((what) => `${path}: ${what}`)),
    )

  expect(found).toEqual([])
})

test('the check finds them, and leaves plain English alone', () => {
  expect(turnsIn('It was watched for so long that it had to be mended.')).toEqual([
    'so long (this long, this many; or name the time)',
    'mended (repair, correct)',
  ])
  expect(turnsIn('A book is believed as long as nothing contradicts it, so a long wait ends.')).toEqual([])
  expect(turnsIn('its date is no instant, and it may still live', CODE_TURNS)).toHaveLength(2)
  expect(turnsIn('there is no order to cancel', CODE_TURNS)).toEqual([])
  expect(turnsIn('a person is told, and toldAtMs is kept', SHIPPED_TURNS)).toHaveLength(2)
  expect(turnsIn('the field told: true cannot tell', SHIPPED_TURNS)).toEqual([])
  expect(turnsIn('a STOP stands beside it')).toHaveLength(2)
  expect(turnsIn('another run takes it over; 1 stands for the first')).toEqual([])
  expect(prose('one\n```text\nstood aside for\n```\ntwo').join(' ')).toBe('one   two')
})

function turnsIn(line: string, turns = TURNS): readonly string[] {
  return turns.flatMap(({ turn, instead }) => {
    const match = turn.exec(line)
    return match === null ? [] : [`${match[0]} (${instead})`]
  })
}
