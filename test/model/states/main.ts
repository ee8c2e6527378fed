import { DOMAINS } from './domains.ts'
import { exploreStates, type StatesResult } from './exploreStates.ts'
import { INVARIANTS } from './invariants.ts'

const only = process.argv.slice(2).filter((each) => !each.startsWith('--'))
const max = process.argv.find((each) => each.startsWith('--max='))?.slice(6)
const result = exploreStates({
  domains: only.length === 0 ? DOMAINS : DOMAINS.filter(({ name }) => only.includes(name)),
  ...(max === undefined ? {} : { maxStates: Number(max) }),
})
tell(result)
process.exitCode = result.violations.length === 0 ? 0 : 1

function tell({ domains, phaseEdges, stops, violations, states, edges, seconds }: StatesResult): void {
  for (const each of domains) {
    console.log(
      `${each.name}: ${each.states} states, ${each.edges} edges, ${each.seconds.toFixed(1)} s${each.complete ? '' : ' (not complete)'}`,
    )
  }
  console.log(
    `${states} states, ${edges} edges, ${seconds.toFixed(1)} s, ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`,
  )
  for (const { from, to, by, count } of phaseEdges) console.log(`  ${from} -> ${to} (${by}): ${count}`)
  console.log('  stops:', JSON.stringify(stops))
  for (const { domain, invariant, text, path } of violations) {
    console.log(`\nVIOLATION ${invariant} in ${domain}: ${INVARIANTS[invariant]}\n  ${text}`)
    path.forEach((words, i) => console.log(`  ${i}. ${words}`))
  }
}
