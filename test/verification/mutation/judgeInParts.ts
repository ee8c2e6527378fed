import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startVitest } from 'vitest/node'
import { HERE } from './copyTree.ts'
import type { MutantFindings, MutantJob } from './mutant.ts'

export interface Parts {
  readonly tests: readonly string[]
  readonly mutants: readonly string[]
  readonly processes: number
  readonly tell: (line: string) => void
}

/** A run takes minutes, and each of its tests has a limit of its own. */
const WHOLE_RUN_MS = 12 * 3_600_000

/** Judges the mutants of a copy in as many processes as asked for, each a project of one vitest. */
export async function judgeInParts(root: string, parts: Parts): Promise<readonly MutantFindings[]> {
  const { tests, mutants, processes, tell } = parts
  const jobs = Array.from({ length: processes }, (_, shard): MutantJob => {
    const out = join(root, `findings-${shard}.json`)
    return { tests, mutants, shard, shards: processes, out }
  })
  const errors: string[] = []
  const vitest = await startVitest('test', [], {
    root,
    config: false,
    watch: false,
    maxWorkers: processes,
    projects: jobs.map(projectOf),
    reporters: [
      {
        onUserConsoleLog: ({ content }) => tell(content.trim()),
        onTestCaseResult: (test) => {
          errors.push(...(test.result().errors ?? []).map(({ message }) => message))
        },
      },
    ],
  })
  errors.push(...vitest.state.getUnhandledErrors().map(String))
  await vitest.close()
  const unfinished = jobs.find(({ out }) => !existsSync(out))
  if (errors.length > 0 || unfinished !== undefined)
    throw new Error(`the mutants could not be judged: ${errors.join('; ') || 'a process ended early'}`)
  return jobs.map(({ out }) => JSON.parse(readFileSync(out, 'utf8')) as MutantFindings)
}

function projectOf(job: MutantJob): object {
  const file = `${job.out}.job`
  writeFileSync(file, JSON.stringify(job))
  return {
    test: {
      name: `part ${job.shard + 1}`,
      include: [`${HERE}/judgeInVitest.ts`],
      env: { MUTANT_JOB: file, NO_PROXY: '127.0.0.1' },
      testTimeout: WHOLE_RUN_MS,
    },
  }
}
