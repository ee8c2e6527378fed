import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { collectTests } from './collectTests.ts'
import { judgeMutants } from './judgeMutants.ts'
import type { MutantJob } from './mutant.ts'

/** How often a process says how far it is. */
const EVERY = 100

// One test of vitest for the whole job: the tests it judges by are loaded once, with the code and all its mutants.
test('judges its share of the mutants', async () => {
  const job = JSON.parse(readFileSync(process.env['MUTANT_JOB'] ?? '', 'utf8')) as MutantJob
  const findings = await judgeMutants(
    job,
    (file) => collectTests(file, () => import(/* @vite-ignore */ file)),
    (judged, of) => {
      if (judged % EVERY === 0 || judged === of) console.log(`part ${job.shard + 1}: ${judged} of ${of}`)
    },
  )
  writeFileSync(job.out, JSON.stringify(findings))
})
