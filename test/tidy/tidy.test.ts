import { readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { measureFunctions } from './functionLengths.ts'
import { allSources, importsOf, isCode, ROOT, type Source, withoutComments } from './sources.ts'

const sources = allSources()
const code = sources.filter(isCode)

const ACCOUNTS = ['shared/domain']
const DECIDES = ['shared/machine', 'shared/strategy', 'shared/accounting', 'shared/domain']
const ADAPTS = ['shared/ports', ...DECIDES]
const TICKS = ['shared/reconcile', ...ADAPTS]
const DESK = [
  'desk/exchange',
  'desk/tape',
  'desk/verdict',
  'desk/report',
  'desk/replay',
  'desk/session',
  'desk/paper',
  'desk/sweep',
  'desk/standalone',
  'desk/catalogue',
  'desk/find',
  'desk/aws',
]

/** Which rooms a room may open, itself aside. Everything not named here is closed. */
const OPEN_TO: Readonly<Record<string, readonly string[]>> = {
  'shared/domain': [],
  'shared/accounting': ACCOUNTS,
  'shared/strategy': ['shared/domain'],
  'shared/machine': ['shared/strategy', 'shared/accounting', 'shared/domain'],
  'shared/ports': DECIDES,
  'shared/reconcile': ADAPTS,
  'shared/engine': TICKS,
  'shared/operator': ['shared/engine', ...TICKS],
  'shared/config': ['shared/domain'],
  // HTTP as any adapter speaks it.
  'shared/http': [],
  ...Object.fromEntries(
    ['dynamodb', 'polymarket', 'keys', 'telemetry'].map((adapter) => [
      `shared/${adapter}`,
      ['shared/http', ...ADAPTS],
    ]),
  ),
  // The venue's rules and the models of what nobody can see, for whoever plays the venue.
  'shared/simulator': ['shared/accounting', 'shared/domain'],
  'shared/paper': ['shared/simulator', ...ADAPTS],
  functions: ['shared'],
  // The venue, and what is recorded of it; then what comes of a run, and the runs.
  'desk/aws': ['shared'],
  'desk/exchange': ['shared'],
  'desk/tape': ['desk/exchange', 'shared'],
  'desk/catalogue': ['desk/tape', 'desk/exchange', 'shared'],
  'desk/standalone': ['desk/catalogue', 'desk/tape', 'desk/exchange', 'shared'],
  'desk/verdict': ['shared'],
  'desk/report': ['desk/verdict', 'desk/tape', 'shared'],
  // What the venue offers, judged by the bot's own rules.
  'desk/find': ['desk/report', 'shared'],
  'desk/session': [
    'desk/report',
    'desk/verdict',
    'desk/tape',
    'desk/exchange',
    'desk/aws',
    'functions',
    'shared',
  ],
  'desk/paper': ['desk/session', 'desk/report', 'desk/tape', 'desk/aws', 'functions', 'shared'],
  // A bot that is watched, by the charts and words of the report.
  'desk/watch': ['desk/paper', 'desk/session', 'desk/report', 'shared'],
  'desk/replay': ['desk/report', 'desk/tape', 'desk/exchange', 'shared'],
  'desk/sweep': ['desk/replay', 'desk/report', 'desk/verdict', 'desk/tape', 'shared'],
  'desk/main.ts': [...DESK, 'desk/watch', 'functions', 'shared'],
  // What a command does from here it does by the parts that are deployed; some play on the desk.
  'cli/terminal': ['shared'],
  // A paper run on this machine is reached like a deployed bot: through its table.
  'cli/aws': ['cli/terminal', 'desk/paper', 'functions', 'shared'],
  'cli/account': ['cli/find', 'cli/aws', 'cli/terminal', 'desk/report', 'functions', 'shared'],
  'cli/operate': [
    'cli/find',
    'cli/account',
    'cli/aws',
    'cli/terminal',
    'desk/paper',
    'desk/report',
    'desk/watch',
    'functions',
    'shared',
  ],
  'cli/data': ['cli/find', 'cli/terminal', ...DESK, 'functions', 'shared'],
  'cli/run': ['cli/find', 'cli/data', 'cli/terminal', ...DESK, 'desk/watch', 'functions', 'shared'],
  'cli/find': ['cli/aws', 'cli/terminal', 'desk/find', 'desk/report', 'functions', 'shared'],
  cli: ['shared/config'],
  infra: ['shared/config'],
  bench: ['shared', 'functions', 'desk', 'cli', 'infra'],
  // The proofs of the protocol rest on what they prove and on the simulated venue, on no other test.
  'test/verification': ['test/support', 'shared', 'functions', 'desk'],
  test: ['shared', 'functions', 'cli', 'desk', 'infra', 'bench'],
}

/** Doors through a wall, each with its reason. */
const DOORS: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  {
    from: 'infra/',
    to: 'shared/dynamodb/table.ts',
    because: 'the names of keys and partitions, which roles and filters must spell as the store does',
  },
  {
    from: 'infra/',
    to: 'shared/telemetry/metricNames.ts',
    because: 'the names of metrics, which alarms must spell as the tick does',
  },
  {
    from: 'infra/',
    to: 'shared/domain/units.ts',
    because: 'the brands that the partition names take',
  },
  {
    from: 'infra/',
    to: 'shared/domain/runbook.ts',
    because: 'the rows of the runbook, to which the texts of alarms and pages lead alike',
  },
]

const PURE = [
  'shared/domain',
  'shared/accounting',
  'shared/strategy',
  'shared/machine',
  'shared/reconcile',
  'shared/simulator',
]
/** Time, chance, network and environment, which reach the pure rooms as arguments. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bfetch\(|\bprocess\.|\bperformance\.|\bconsole\.|\bcrypto\b|\bglobalThis\b/

const EXPORTED = /^export (?:async )?(?:function|const|class|interface|type)\*? (\w+)/gm
/** What AWS Lambda calls, by name, in each of its files. */
const ENTRY_POINT = 'handler'

const MAX_FILE_LINES = 300
/** A table of cases reads best in one piece. */
const MAX_TEST_LINES = 400
const MAX_FUNCTION_LINES = 70

describe('the house', () => {
  test('imports point one way', () => {
    const wrong = code.flatMap((source) =>
      importsOf(source)
        .filter((target) => target.startsWith('.'))
        .map((target) => posix.join(posix.dirname(source.path), target))
        .filter((target) => !mayImport(source.path, target))
        .map((target) => `${source.path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test('every door through a wall is used', () => {
    const unused = DOORS.filter(
      ({ from, to }) =>
        !code.some(
          (source) =>
            source.path.startsWith(from) &&
            importsOf(source).some((target) => posix.join(posix.dirname(source.path), target) === to),
        ),
    )
    expect(unused).toEqual([])
  })

  test('no name means two things: of the code that ships, each is exported by one file', () => {
    const places = new Map<string, string[]>()
    for (const { path, text } of code.filter(({ path }) => !path.startsWith('test/')))
      for (const [, name] of withoutComments(text).matchAll(EXPORTED))
        if (name !== undefined) places.set(name, [...(places.get(name) ?? []), path])
    expect(places.size).toBeGreaterThan(1_000)
    const twice = [...places].filter(([name, paths]) => new Set(paths).size > 1 && name !== ENTRY_POINT)
    expect(twice).toEqual([])
  })

  test('imports name the file they mean', () => {
    const wrong = code.flatMap((source) =>
      importsOf(source)
        .filter((target) => target.startsWith('.') && !/\.(ts|mjs|json)$/.test(target))
        .map((target) => `${source.path} imports ${target}`),
    )
    expect(wrong).toEqual([])
  })

  test('the pure rooms import no package and take time, chance and environment as arguments', () => {
    const wrong = inRooms(PURE).flatMap((source) =>
      [
        ...importsOf(source).filter((target) => !target.startsWith('.')),
        ...matches(withoutComments(source.text), IMPURE),
      ].map((what) => `${source.path}: ${what}`),
    )
    expect(wrong).toEqual([])
  })

  test('the engine knows its ports and nothing behind them', () => {
    const wrong = inRooms(['shared/ports', 'shared/reconcile', 'shared/engine', 'shared/operator']).flatMap(
      (source) =>
        [
          ...importsOf(source).filter((target) => !target.startsWith('.')),
          ...matches(withoutComments(source.text), IMPURE),
        ].map((what) => `${source.path}: ${what}`),
    )
    expect(wrong).toEqual([])
  })
})

describe('size', () => {
  test(`no file is longer than ${MAX_FILE_LINES} lines, and no test than ${MAX_TEST_LINES}`, () => {
    const long = code
      .map((source) => ({ path: source.path, lines: source.text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > (path.endsWith('.test.ts') ? MAX_TEST_LINES : MAX_FILE_LINES))
    expect(long).toEqual([])
  })

  test(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
    const long = code.flatMap((source) =>
      measureFunctions(source.text)
        .filter(({ lines }) => lines > MAX_FUNCTION_LINES)
        .map(({ line, lines }) => `${source.path}:${line} has ${lines} lines`),
    )
    expect(long).toEqual([])
  })

  test('the measure sees functions, arrows and methods, whatever their signature', () => {
    const body = '  x()\n'.repeat(80)
    const texts = [
      `function f() {\n${body}}\n`,
      `export async function f(\n  a: A,\n): Promise<B> {\n${body}}\n`,
      `function f({\n  a,\n}: {\n  a: A\n}): B {\n${body}}\n`,
      `const f = (a: A): B => {\n${body}}\n`,
      `  async act(): Promise<void> {\n${body}  }\n`,
    ]
    for (const text of texts) expect(measureFunctions(text).some(({ lines }) => lines > 80)).toBe(true)
    expect(measureFunctions(`  if (a) {\n${body}  }\n`)).toEqual([])
  })
})

/** Written in two parts, so that this file does not break its own rules. */
const word = (...parts: readonly string[]): string => parts.join('')
const BANNED: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'a note to self',
    pattern: new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('XX', 'X')})\\b`),
  },
  { what: 'a test that hides the others', pattern: new RegExp(`\\.${'only'}\\(`) },
]
const MACHINE_PATH = new RegExp(
  `(^|[\\s'"\`(=:])/(${['work', 'tmp', 'root', 'home', 'Users'].join('|')})/|\\.\\./${'shared/(data|spec)'}`,
)
/** Finds the recordings where they are next to a clone; does without where they do not. */
const MAY_LOOK_BESIDE = ['.ci/run']

describe('words', () => {
  test.each(BANNED)('no file holds $what', ({ pattern }) => {
    const found = code
      .filter(
        (source) =>
          pattern.test(withoutComments(source.text)) ||
          (pattern.source.includes('O') && pattern.test(source.text)),
      )
      .map((source) => source.path)
    expect(found).toEqual([])
  })

  test('no file names a place on the machine it was written on', () => {
    const found = sources
      .filter((source) => !MAY_LOOK_BESIDE.includes(source.path))
      .flatMap((source) => matches(source.text, MACHINE_PATH).map((what) => `${source.path}: ${what.trim()}`))
    expect(found).toEqual([])
  })
})

test.each(['package-lock.json', 'test/verification/mutation/instrumenter/package-lock.json'])(
  '%s pins every package by integrity and names no registry',
  (file) => {
    const lock = readFileSync(join(ROOT, file), 'utf8')
    expect(lock).not.toMatch(/"resolved"/)
    expect(lock).toMatch(/"integrity": "sha512-/)
  },
)

function mayImport(from: string, to: string): boolean {
  if (DOORS.some((door) => from.startsWith(door.from) && to === door.to)) return true
  const room = roomOf(from)
  if (room === null) return !to.includes('/')
  if (isIn(to, room)) return true
  // Data of a folder above all rooms, such as package.json.
  if (!to.includes('/')) return true
  return (OPEN_TO[room] ?? []).some((open) => isIn(to, open))
}

/** null: a file at the root, which configures a tool. */
function roomOf(path: string): string | null {
  return Object.keys(OPEN_TO).find((room) => isIn(path, room)) ?? (path.includes('/') ? path : null)
}

const isIn = (path: string, room: string): boolean => path.startsWith(`${room}/`)
const inRooms = (rooms: readonly string[]): readonly Source[] =>
  code.filter(({ path }) => rooms.some((room) => isIn(path, room)))
const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(new RegExp(pattern, 'gm'))].map((match) => match[0])
