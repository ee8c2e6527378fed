import { expect as vitestExpect } from 'vitest'

type Run = (...values: readonly unknown[]) => unknown

export interface CollectedTest {
  /** The file, the groups and the title. */
  readonly name: string
  readonly run: () => unknown
  readonly after: readonly (() => unknown)[]
}

interface Group {
  readonly name: string
  readonly after: (() => unknown)[]
}

/**
 * Stands for vitest in the copied tests: collects them instead of running them, so that each can be run for every mutant
 * that it reaches. It knows what the tests of these rooms use; a file that wants more does not load, and is reported.
 */
const collected: CollectedTest[] = []
let groups: readonly Group[] = []
let finishing: (() => unknown)[] = []

/** The tests of one file, in their order. */
export async function collectTests(
  file: string,
  load: () => Promise<unknown>,
): Promise<readonly CollectedTest[]> {
  groups = [{ name: file, after: [] }]
  collected.length = 0
  await load()
  return [...collected]
}

/** Runs one test with all that follows it; throws what the test throws. */
export async function runCollected({ run, after }: CollectedTest): Promise<void> {
  finishing = []
  try {
    await run()
  } finally {
    for (const each of finishing.toReversed()) await each()
    for (const each of after) await each()
  }
}

export const expect = vitestExpect

export const test = Object.assign(
  (name: string, run: Run): void => {
    const title = [...groups.map((group) => group.name), name].join(' > ')
    collected.push({ name: title, run: () => run(), after: groups.flatMap((group) => group.after) })
  },
  {
    each:
      (table: readonly unknown[]) =>
      (name: string, run: Run): void => {
        for (const [nth, values] of table.entries())
          test(`${name} #${nth + 1}`, () => run(...argumentsOf(values)))
      },
  },
)

export const it = Object.assign((name: string, run: Run): void => test(name, run), { each: test.each })

export const describe = Object.assign(
  (name: string, body: Run): void => {
    const outer = groups
    groups = [...outer, { name, after: [] }]
    body()
    groups = outer
  },
  {
    each:
      (table: readonly unknown[]) =>
      (name: string, body: Run): void => {
        for (const [nth, values] of table.entries())
          describe(`${name} #${nth + 1}`, () => body(...argumentsOf(values)))
      },
  },
)

export function afterEach(run: () => unknown): void {
  groups.at(-1)?.after.push(run)
}

export function onTestFinished(run: () => unknown): void {
  finishing.push(run)
}

const argumentsOf = (values: unknown): readonly unknown[] => (Array.isArray(values) ? values : [values])
