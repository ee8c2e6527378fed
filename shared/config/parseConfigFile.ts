import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { isObject } from '../domain/jsonObject.ts'
import { type Excess, excessOf, type TextBounds } from '../domain/parseBounded.ts'
import { MAX_MARKETS, type ParsedConfig, parseConfig } from './parseConfig.ts'
import { placeAt, textPlaceOf } from './placeAt.ts'
import type { ConfigProblem } from './problem.ts'
import { repeatedKey } from './repeatedKey.ts'

export type ParsedFile =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly problem: ConfigProblem }

/** A person's configuration file; what is not JSON, too much, or stated twice, is named by line, column and remedy. Never deployed. */
export function parseConfigFile(text: string): ParsedConfig & { readonly compact: string } {
  const read = readJsonFile(text)
  if (!read.ok) return { ok: false, problems: [read.problem], compact: '' }
  const parsed = parseConfig(read.json)
  const compact = compactOf(read.json)
  if (parsed.ok) return { ...parsed, compact }
  return { ok: false, problems: parsed.problems.map((each) => placed(each, read.json, text)), compact }
}

/** A list of too many markets ends at the first of them that is too much. */
function placed(problem: ConfigProblem, json: unknown, text: string): ConfigProblem {
  const markets = isObject(json) ? json['markets'] : undefined
  if (problem.path !== 'markets' || !Array.isArray(markets) || markets.length <= MAX_MARKETS) return problem
  const place = textPlaceOf(bareOf(text), ['markets', MAX_MARKETS])
  return { ...problem, value: `${markets.length} markets (number ${MAX_MARKETS + 1} in ${place})` }
}

/** As it is deployed: without white space, and without what is there for editors alone. */
function compactOf(json: unknown): string {
  if (!isObject(json)) return JSON.stringify(json)
  const { $schema: _, ...deployed } = json
  return JSON.stringify(deployed)
}

/** Without the byte-order mark that some editors write. */
const bareOf = (text: string): string => text.replace(/^\uFEFF/, '')

/** The JSON of a file as editors write it, with or without a byte-order mark. */
export function readJsonFile(text: string): ParsedFile {
  const bare = bareOf(text)
  const excess = excessOf(bare, OF_A_FILE)
  if (excess !== null)
    return { ok: false, problem: problemAt(bare, excess.at, excess.why, TOO_MUCH[excess.of]) }
  try {
    const json: unknown = JSON.parse(bare)
    const repeated = repeatedKey(bare)
    return repeated === null ? { ok: true, json } : { ok: false, problem: repeated }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, problem: problemOf(bare) }
  }
}

/** The text itself is not repeated: it may be anything, a key that was pasted for one. */
function problemOf(text: string): ConfigProblem {
  const errors: ParseError[] = []
  parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  const { at, remedy } = faultOf(text, errors[0])
  return problemAt(text, at, 'not JSON', remedy)
}

function problemAt(text: string, at: number, what: string, remedy: string): ConfigProblem {
  return { path: 'configuration', value: `${what} (${placeAt(text, at)})`, remedy }
}

/**
 * What is beyond any configuration is refused before it is walked, and before each of its names is reported: two hundred markets
 * with every setting have some twenty thousand values, five levels deep; the longest is the name of a parameter.
 */
const OF_A_FILE: TextBounds = { depth: 32, string: 2_000, values: 30_000 }
const TOO_MUCH: Readonly<Record<Excess['of'], string>> = {
  depth: 'close the brackets before this one: a configuration is nested at most five levels deep',
  values: 'remove this and what follows: a configuration has at most about twenty thousand values',
  string: 'shorten the text that begins here, or close its quotation mark: no setting is that long',
  digits: 'shorten the number that begins here: no setting has that many digits',
}

interface Fault {
  readonly at: number
  readonly remedy: string
}

/** What another encoding looks like when it is read as UTF-8. */
const NOT_UTF8 = '\u0000\uFFFD'
const CURLY = /[\u2018-\u201F\u00AB\u00BB\u2032\u2033]/
/** White space that JSON does not know, and what has no width: it comes with text from a web page. */
const INVISIBLE = /[\u00A0\u00AD\u2000-\u200F\u2028-\u202F\u205F-\u2064\u3000\uFEFF]/

function faultOf(text: string, error: ParseError | undefined): Fault {
  if (text.trim() === '') return { at: 0, remedy: 'the file is empty: put the configuration into it' }
  const odd = [...NOT_UTF8].map((each) => text.indexOf(each)).filter((at) => at >= 0)
  if (odd.length > 0)
    return { at: Math.min(...odd), remedy: 'this is not UTF-8 text: save the file as UTF-8' }
  if (error === undefined) return { at: 0, remedy: 'correct it: this is not valid JSON' }
  const { offset: at, length } = error
  const code = printParseErrorCode(error.error)
  const token = text.slice(at, at + Math.max(length, 1))
  const curly = token.search(CURLY)
  if (curly >= 0)
    return { at: at + curly, remedy: 'replace the curly quotation mark with a straight one (")' }
  const invisible = token.search(INVISIBLE)
  if (invisible >= 0) return { at: at + invisible, remedy: 'remove the invisible character here' }
  if (code === 'InvalidCommentToken' || token.startsWith('#')) {
    return { at, remedy: 'remove the comment: JSON does not allow comments' }
  }
  if (token.startsWith("'")) return { at, remedy: 'use double quotation marks (") instead of single ones' }
  const comma = /,\s*$/.exec(text.slice(0, at))
  if (comma !== null && (token === '}' || token === ']')) {
    return { at: comma.index, remedy: `remove the comma: nothing follows it before the "${token}"` }
  }
  return {
    at,
    remedy: habitOf(text, at, token) ?? REMEDIES[code] ?? 'correct this part: it is not valid JSON',
  }
}

/** What other languages write otherwise; null: none of it. */
function habitOf(text: string, at: number, token: string): string | null {
  if (token.startsWith('=')) return 'put a colon between the name of the setting and its value'
  if (/^(true|false|null)$/i.test(token)) return `write ${token.toLowerCase()}, in small letters`
  if (/^\d/.test(token) && /\d,$/.test(text.slice(0, at))) return 'write decimals with a point, such as 0.5'
  if (!token.startsWith('"') && /^\s*:/.test(text.slice(at + token.length)))
    return 'write the name of a setting in double quotation marks'
  return null
}

const REMEDIES: Readonly<Partial<Record<string, string>>> = {
  InvalidSymbol: 'write a number, true, false, null, or a text in double quotation marks',
  InvalidNumberFormat: 'write the number in digits, such as 10 or 0.5',
  PropertyNameExpected: 'write the name of a setting in double quotation marks',
  ValueExpected: 'write a value here',
  ColonExpected: 'put a colon between the name of the setting and its value',
  CommaExpected: 'put a comma between this and the value before it',
  CloseBraceExpected: 'close the object with "}"',
  CloseBracketExpected: 'close the list with "]"',
  EndOfFileExpected: 'remove what follows the end of the configuration',
  UnexpectedEndOfComment: 'remove the comment: JSON does not allow comments',
  UnexpectedEndOfString: 'close the text with a double quotation mark on the same line',
  InvalidUnicode: 'write four hexadecimal digits after \\u',
  InvalidEscapeCharacter: 'write a backslash as \\\\',
  InvalidCharacter: 'remove the invisible character',
}
