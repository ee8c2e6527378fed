import { patchModules } from '../model/faults/patchModules.ts'
import { DELIBERATE_FAULTS } from './deliberateFaults.ts'

/**
 * Some hours with one deliberate fault, or without: `node runDeliberateFault.ts NAME [--without]`. Prints one line of
 * JSON. It runs in a process of its own, for what a module is loaded as it stays.
 */
const DAYS = 0.25
const TWENTY_DAYS = 0.1

const [, , name, without] = process.argv
const fault = DELIBERATE_FAULTS.find((each) => each.name === name)
if (fault === undefined)
  throw new Error(`no fault ${name}: ${DELIBERATE_FAULTS.map((each) => each.name).join(', ')}`)
const checkApplied = patchModules(without === undefined ? fault.edits : [])
const { runSeed } = await import('./runSeed.ts')
const { runTwenty } = await import('./twenty/runTwenty.ts')
checkApplied()
const { stops, violations } =
  fault.size === 'twenty'
    ? await runTwenty(fault.seed, TWENTY_DAYS, true)
    : await runSeed(fault.seed, DAYS, fault.size)
console.log(JSON.stringify({ stops, violations }))
