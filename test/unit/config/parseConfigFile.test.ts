import { describe, expect, test } from 'vitest'
import { parseConfigFile } from '../../../shared/config/parseConfigFile.ts'
import { grouped } from '../../../shared/config/places.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile, marketFile } from '../../support/configFile.ts'

const sound = JSON.stringify(configFile({}), null, 2)
/** Each setting that a market may repeat, group by group, as it is by itself. */
function everyDefault(): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  const groups: Record<string, Record<string, unknown>> = {}
  for (const { at, preset } of grouped) {
    const [group = '', name = ''] = at.split('.')
    if (preset.is === 'default') groups[group] = { ...groups[group], [name]: preset.written }
  }
  return groups
}
const told = (text: string): string => {
  const parsed = parseConfigFile(text)
  return parsed.ok ? 'fine' : formatConfigProblems(parsed.problems)
}

test('a byte-order mark is not part of the text', () => {
  expect(told(sound)).toBe('fine')
  expect(parseConfigFile(`\uFEFF${sound}`)).toEqual(parseConfigFile(sound))
  expect(parseConfigFile(`\uFEFF${sound}`).compact).toBe(JSON.stringify(JSON.parse(sound)))
})

describe('what is not JSON is named by line, column and remedy', () => {
  test.each([
    ['a curly quotation mark', '{\n  “stage”: "paper"\n}', 2, 3, /straight one/],
    ['one that should close a text', '{\n  "stage": "paper”\n}', 2, 18, /straight one/],
    ['a comment of a line', '{\n  "a": 1, // why\n  "b": 2\n}', 2, 11, /remove the comment/],
    ['a comment in between', '{\n  /* why */ "a": 1\n}', 2, 3, /remove the comment/],
    ['a comment of another language', '{\n  # why\n  "a": 1\n}', 2, 3, /remove the comment/],
    ['a comma before a brace', '{\n  "a": 1,\n}', 2, 9, /remove the comma/],
    ['a comma before a bracket', '{\n  "a": [1,\n    2,\n  ]\n}', 3, 6, /remove the comma/],
    ['a comma missing', '{\n  "a": 1\n  "b": 2\n}', 3, 3, /put a comma/],
    ['single quotation marks', "{\n  'a': 1\n}", 2, 3, /double quotation marks/],
    ['a name without them', '{\n  a: 1\n}', 2, 3, /double quotation marks/],
    ['a value of another language', '{ "a": True }', 1, 8, /write true, in small letters/],
    ['a value of none', '{ "a": maybe }', 1, 8, /true, false, null/],
    ['a name that is not text', '{\n  a: 1\n}', 2, 3, /name of a setting in double quotation marks/],
    ['an equals sign', '{ "a" = 1 }', 1, 7, /put a colon/],
    ['a decimal comma', '{ "a": 0,5 }', 1, 10, /decimals with a point/],
    ['a space of a web page', '{\n\u00A0 "a": 1\n}', 2, 1, /invisible character/],
    ['a character without width', '{ \u200B"a": 1 }', 1, 3, /invisible character/],
    ['a second byte-order mark', '\uFEFF\uFEFF{}', 1, 1, /invisible character/],
    ['an open text', '{ "a": "b\n}', 1, 8, /close the text/],
    ['an open object', '{ "a": 1', 1, 9, /close the object/],
    ['something behind the end', '{}\n{}', 2, 1, /remove what follows/],
    ['lines that end as in Windows', '{\r\n  "a": 1,\r\n}', 2, 9, /remove the comma/],
    ['nothing', '\n', 1, 1, /empty/],
    ['UTF-16', '\u0000{\u0000}', 1, 1, /save the file as UTF-8/],
  ])('%s', (_, text, line, column, remedy) => {
    for (const mark of ['', '\uFEFF']) {
      const problem = told(mark + text)
      expect(problem).toMatch(remedy)
      expect(problem).toContain(`configuration = not JSON (line ${line}, column ${column}): `)
    }
  })

  test('and never repeated: it may be a key', () => {
    const key = `0x${'c0ffee11'.repeat(8)}`
    expect(told(`{ "a": ${key} }`)).not.toContain('c0ffee')
  })
})

describe('a name that is twice in one object is refused: JSON would take the last one silently', () => {
  test.each([
    ['a limit', '{\n  "accountUsdc": 100,\n  "accountUsdc": 9999\n}', 'accountUsdc', 3, 3],
    [
      'a group of a market',
      '{ "markets": [{}, {\n  "exit": { "targetTicks": 3 },\n  "exit": {}\n}] }',
      'markets[1].exit',
      3,
      3,
    ],
    [
      'a setting written in two ways',
      '{ "defaults": { "quote": { "repriceTicks": 3, "reprice\\u0054icks": 4 } } }',
      'defaults.quote.repriceTicks',
      1,
      47,
    ],
  ])('%s', (_, text, path, line, column) => {
    expect(told(text)).toBe(
      `${path} = stated twice (again in line ${line}, column ${column}): keep one of them`,
    )
    expect(told(`\uFEFF${text}`)).toBe(told(text))
  })

  test('the same name in two objects is none', () => {
    const market = { market: `0x${'a1'.repeat(32)}`, exit: { targetTicks: 3 } }
    const file = configFile({
      defaults: { exit: { targetTicks: 2 } },
      markets: [{ ...marketFile(), ...market }],
    })
    expect(told(JSON.stringify(file))).toBe('fine')
  })
})

describe('what is beyond any configuration is refused by line, column and remedy, and not walked', () => {
  test.each([
    ['nested too deep', '['.repeat(100_000), 'nested deeper than 32', 1, 33, /at most five levels/],
    ['within a key', '{\n"a":'.repeat(50_000), 'nested deeper than 32', 33, 5, /at most five levels/],
    [
      'one long string',
      `{\r\n  "stage": "${'x'.repeat(10_000_000)}"}`,
      'a string of more than 2000 characters',
      2,
      12,
      /shorten the text/,
    ],
    [
      'a string that never ends',
      `{ "a": "${'x'.repeat(3_000)}`,
      'a string of more than 2000 characters',
      1,
      8,
      /close its quotation mark/,
    ],
    [
      'a long name',
      `{ "${'x'.repeat(3_000)}": 1 }`,
      'a string of more than 2000 characters',
      1,
      3,
      /shorten/,
    ],
    [
      'a long number',
      `{\n  "accountUsdc": ${'1'.repeat(5_000)} }`,
      'a number of more than 100 digits',
      2,
      18,
      /digits/,
    ],
    ['too many values', `[${'0,\n'.repeat(1_000_000)}0]`, 'more than 30000 values', 30_001, 2, /remove/],
    [
      'too many names',
      `{\n${Array.from({ length: 290_000 }, (_, i) => `"acountUsd${i}": 1`).join(',\n')}}`,
      'more than 30000 values',
      30_002,
      20,
      /remove/,
    ],
  ])('%s', (_, text, what, line, column, remedy) => {
    for (const mark of ['', '\uFEFF']) {
      expect(parseConfigFile(mark + text)).toMatchObject({
        ok: false,
        problems: [
          {
            path: 'configuration',
            value: `${what} (line ${line}, column ${column})`,
            remedy: expect.stringMatching(remedy),
          },
        ],
      })
    }
  })

  test('not two hundred markets with every setting that a market has', () => {
    const settings = everyDefault()
    const markets = Array.from({ length: 200 }, (_, nth) => ({
      ...settings,
      ...marketFile({ market: `0x${(nth + 1).toString(16).padStart(64, '0')}`, token: String(7_000 + nth) }),
    }))
    const text = JSON.stringify(configFile({ accountUsdc: 1e6, markets }), null, 2)
    expect(parseConfigFile(text)).toMatchObject({ ok: true })
  })

  test('too many markets, by the first that is too much', () => {
    const text = JSON.stringify(
      configFile({ markets: Array.from({ length: 202 }, () => marketFile()) }),
      null,
      1,
    )
    const begins = text.split('\n').flatMap((each, i) => (each === '  {' ? [i + 1] : []))
    const line = begins[200] ?? 0
    expect(told(text)).toContain(
      `markets = 202 markets (number 201 in line ${line}, column 3): name at most 200 outcomes ("outcomes": "both" counts as two); the others need another stack: give it a "name" of its own, which gives it its own table, and a wallet of its own`,
    )
    expect(told(`\uFEFF${text}`)).toBe(told(text))
  })

  test('however much is wrong, as many lines as a person reads; a name that is no name is not repeated', () => {
    const names = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`setting${i}`, i]))
    const lines = told(JSON.stringify(names)).split('\n')
    expect(lines).toHaveLength(101)
    expect(lines.at(-1)).toBe('and 1903 more: correct these first')

    const key = `0x${'c0ffee11'.repeat(8)}`
    expect(told(JSON.stringify({ [key]: 1 }))).not.toContain(key)
  })
})
