import { ledgerRecordsBefore } from '../../../shared/operator/adopt.ts'
import { apply } from './apply.ts'
import { EMPTY, halted, holding, sequence } from './preparations.ts'
import { adopt, drain, resume, tick } from './runs.ts'
import { lane, type Scenario } from './scenario.ts'
import type { World } from './world.ts'

const LEASE_ENDS_MS = 61_000

export const RESTORE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'restored',
    about: 'an item from a backup is behind its ledger; the operator resumes, and adopts, while ticks run',
    prepare: restored,
    lanes: [lane('O', resume, adopt, resume), lane('A', tick, tick)],
    bounds: { jumpsMs: [], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 0 },
    fully: { faults: 1 },
    codes: ['ALARM', 'STATE_LOSS'],
  },
  {
    name: 'put-back',
    about: 'the same item under a bot that runs',
    prepare: putBack,
    lanes: [lane('A', tick, tick), lane('B', tick)],
    bounds: { jumpsMs: [LEASE_ENDS_MS], fillShares: [] },
    left: { faults: 0, fills: 0, failures: 0, jumps: 1 },
    fully: { jumps: 2 },
    codes: ['ALARM', 'STATE_LOSS'],
  },
]

/**
 * Shares are held and everything of them is in the ledger; then the item is put back as it was before they were bought,
 * as a restored table has it: marked, and behind its own ledger, so that it would never count them.
 */
async function restored(): Promise<World> {
  const before = (await sequence(EMPTY, drain, tick)).item.state
  const world = await halted(await holding())
  const now = world.item.state
  if (before === null || now === null) throw new Error('preparing: no item')
  const records = ledgerRecordsBefore(now, [])
  const kept = apply(world, { do: 'putLedger', records }).world
  const state = { ...before, lost: 'restored and not rebuilt from the venue yet' }
  return { ...kept, item: { ...kept.item, state } }
}

/** The same under a bot that runs: a person has put the item back by hand. */
async function putBack(): Promise<World> {
  return { ...(await restored()), control: EMPTY.control }
}
