import { type CollectedTest, runCollected } from './collectTests.ts'
import type { MutantFindings, MutantJob, Outcome } from './mutant.ts'

/** What Stryker's instrumented code reads and writes, under this name of the global object. */
interface Switchboard {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  mutantCoverage?: {
    readonly static: Readonly<Record<string, number>>
    readonly perTest: Readonly<Record<string, Readonly<Record<string, number>>>>
  }
  hitCount?: number
  hitLimit?: number
}

/** A test that takes longer, or passes the changed place more often, hangs: its mutant is found. */
const LIMIT_MS = 30_000
const HIT_LIMIT = 2_000_000

const HANGS = 'the test takes too long'

interface Timed extends CollectedTest {
  readonly tookMs: number
}

/** Switches on one mutant of the job after another, and runs the tests that reach it until one fails. */
export async function judgeMutants(
  job: MutantJob,
  collect: (file: string) => Promise<readonly CollectedTest[]>,
  onProgress: (judged: number, of: number) => void,
): Promise<MutantFindings> {
  const board = switchboard()
  board.mutantCoverage = { static: {}, perTest: {} }
  const broken: string[] = []
  const tests: Timed[] = []
  for (const file of job.tests) {
    const found = await collect(file).catch((error: unknown) => {
      broken.push(`${file} does not load: ${String(error)}`)
      return []
    })
    for (const test of found) {
      board.currentTestId = test.name
      const beganMs = performance.now()
      const failure = await failureOf(test)
      if (failure === null) tests.push({ ...test, tookMs: performance.now() - beganMs })
      else broken.push(`${test.name}: ${failure}`)
      board.currentTestId = undefined
    }
  }
  const { perTest, static: atLoading } = board.mutantCoverage
  board.mutantCoverage = { static: {}, perTest: {} }
  const mine = job.mutants.filter((_, nth) => nth % job.shards === job.shard)
  const outcomes: Record<string, Outcome> = {}
  for (const [nth, id] of mine.entries()) {
    const reaching = tests.filter(({ name }) => perTest[name]?.[id] !== undefined)
    if (reaching.length > 0) outcomes[id] = await outcomeOf(id, reaching)
    else outcomes[id] = atLoading[id] === undefined ? 'unreached' : 'static'
    onProgress(nth + 1, mine.length)
  }
  // Killed by what an earlier mutant left behind would be killed by nothing.
  for (const test of tests) {
    const failure = await failureOf(test)
    if (failure !== null) broken.push(`${test.name} fails after the mutants: ${failure}`)
  }
  return { broken, tests: tests.length, outcomes }
}

/** The quick tests first: most mutants are found by one of them. */
async function outcomeOf(id: string, reaching: readonly Timed[]): Promise<Outcome> {
  const board = switchboard()
  for (const test of reaching.toSorted((a, b) => a.tookMs - b.tookMs)) {
    Object.assign(board, { activeMutant: id, hitCount: 0, hitLimit: HIT_LIMIT })
    const failure = await failureOf(test)
    board.activeMutant = undefined
    if (failure !== null) return failure === HANGS || /hit ?count/i.test(failure) ? 'timeout' : 'killed'
  }
  return 'survived'
}

/** null: it passes. */
async function failureOf(test: CollectedTest): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(HANGS)), LIMIT_MS)
  })
  try {
    await Promise.race([runCollected(test), late])
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}

function switchboard(): Switchboard {
  const world = globalThis as { __stryker__?: Switchboard }
  world.__stryker__ ??= {}
  return world.__stryker__
}
