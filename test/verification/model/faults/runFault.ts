import type { LifeStory } from '../lives/lives.ts'
import { FAULTS } from './allFaults.ts'
import type { Fault } from './fault.ts'
import { patchModules } from './patchModules.ts'

/*
 * Explores with one deliberate fault, until the first violation: `node runFault.ts NAME`. Prints one line of JSON.
 * It runs in a process of its own, for what a module is loaded as it stays.
 */

/** Enough for every fault that is listed; one that needs more is not found. */
const MAX_SCHEDULES = 800_000

const fault = FAULTS.find(({ name }) => name === process.argv[2])
if (fault === undefined)
  throw new Error(`no fault ${process.argv[2]}: ${FAULTS.map(({ name }) => name).join(', ')}`)
const checkApplied = patchModules(fault.edits)
console.log(JSON.stringify(await exploreWith(fault)))

async function exploreWith({ scenario: name, left = {} }: Fault): Promise<object> {
  const { explore, replay } = await import('../explorer.ts')
  const { instanceOf, SCENARIOS } = await import('../scenarios.ts')
  const { LIVES } = await import('../lives/lives.ts')
  const { RELAY_HOURS, relayHours } = await import('../relayHours.ts')
  if (name === RELAY_HOURS) {
    checkApplied()
    return foundBy(await relayHours())
  }
  const story = LIVES.find((each) => each.name === name)
  if (story !== undefined) return await liveWith(story)
  const scenario = SCENARIOS.find((each) => each.name === name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  const instance = await instanceOf({ ...scenario, left: { ...scenario.left, ...left } }, false)
  checkApplied()
  const explored = await explore(instance, {
    reduce: true,
    merge: true,
    maxSchedules: MAX_SCHEDULES,
    stopAtFirst: true,
  })
  const [violation] = explored.violations
  if (violation === undefined) return { found: false, schedules: explored.schedules }
  const { words } = await replay(instance, violation.path)
  return { found: true, schedules: explored.schedules, ...violation, words }
}

async function liveWith(story: LifeStory): Promise<object> {
  const { exploreLives } = await import('../lives/exploreLives.ts')
  checkApplied()
  return foundBy(await exploreLives(story, true))
}

function foundBy<Of extends { readonly violations: readonly object[] }>({ violations, ...of }: Of): object {
  const [violation] = violations
  return violation === undefined ? { found: false, ...of } : { found: true, ...of, ...violation }
}
