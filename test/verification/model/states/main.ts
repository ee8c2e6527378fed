import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { DOMAINS } from './domains.ts'
import { exploreStates } from './exploreStates.ts'
import { summary } from './summary.ts'
import { transitionsDoc } from './transitionsDoc.ts'

const values = new Command('npx node test/verification/model/states/main.ts')
  .description('Explores every state of the machine and says what it found.')
  .option('--domain <name...>', 'some domains only')
  .option('--max <number>', 'ends each domain after this many states')
  .option('--write-docs', 'writes docs/transitions.md')
  .option('--json', 'prints figures only')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse()
  .opts<{ domain?: string[]; max?: string; writeDocs?: true; json?: true }>()
const asked = values.domain
const domains = DOMAINS.filter(({ name }) => asked === undefined || asked.includes(name))
if (domains.length < (asked ?? DOMAINS).length) {
  throw new Error(
    `--domain: "${asked?.join('", "')}"; use one of ${DOMAINS.map(({ name }) => name).join(', ')}`,
  )
}
const max = values.max === undefined ? null : Number(values.max)
if (max !== null && !(Number.isSafeInteger(max) && max > 0)) {
  throw new Error(`--max: "${values.max}" is not a number of states; use a whole number above 0`)
}
const result = exploreStates({ domains, ...(max === null ? {} : { maxStates: max }) })

if (values.json) {
  const { states, edges, seconds, violations } = result
  console.log(JSON.stringify({ states, edges, seconds, violations: violations.length }))
} else {
  console.log(summary(result))
}
if (values.writeDocs) {
  if (asked !== undefined || max !== null)
    throw new Error('--write-docs: explore all of it, without --domain and --max')
  const docs = join(import.meta.dirname, '../../../../docs')
  mkdirSync(docs, { recursive: true })
  writeFileSync(join(docs, 'transitions.md'), transitionsDoc(result))
}
process.exitCode = result.violations.length === 0 && result.domains.every(({ complete }) => complete) ? 0 : 1
