import { position } from '../../shared/machine/inventory.ts'
import { stopAlarms } from './goLive.ts'
import { marketItem } from './marketItem.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { say } from './step.ts'

/** A run of code without the relay is waited for until it ends by itself, and one with it for its longest. */
const TAKEN_OVER_MS = 300_000
const LOOK_EVERY_MS = 20

/**
 * Deploys in mid-position, while an invocation of what was deployed is under way: what is held and whether it runs stay
 * as they were, its exit is never doubled, and the first tick of what is deployed now comes.
 */
export async function unharmed(stage: Stage, deploy: () => Promise<void>): Promise<void> {
  const { venue } = stage
  const before = { control: await control(stage), held: await heldIn(stage) }
  must(before.held.shares > 0, 'nothing is held: there is nothing to keep')
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, venue.openOrders().length)
  }, LOOK_EVERY_MS)
  try {
    await deploy()
    const { fence } = await heldIn(stage)
    const tookMs = await until(
      'a tick of what is deployed now',
      TAKEN_OVER_MS,
      async () => (await heldIn(stage)).fence > fence,
    )
    say(`its first lease ${(tookMs / 1000).toFixed(0)} s after the deployment`)
    // The tick that has the lease decides within seconds of it.
    await until('its exit', 30_000, () => venue.openOrders().some(({ side }) => side === 'SELL'))
  } finally {
    clearInterval(watch)
  }
  const after = { control: await control(stage), held: await heldIn(stage) }
  must(after.held.shares === before.held.shares, `${before.held.shares} shares became ${after.held.shares}`)
  must(
    JSON.stringify(after.control) === JSON.stringify(before.control),
    'a deployment changed the control item',
  )
  must(most === 1, `at one time ${most} exits were open`)
  must(
    (await stopAlarms(stage)).every((enabled) => enabled),
    'a deployment turned a STOP alarm off',
  )
}

/** What the market's item says is held, and how many invocations have had its lease. */
async function heldIn(stage: Stage): Promise<{ readonly shares: number; readonly fence: number }> {
  const read = await stage.store.marketItems()
  must(read.ok, 'the market items cannot be read')
  const state = read.value[0]?.state
  must(state !== undefined && state !== null, 'there is no market item')
  const { fence } = await marketItem(stage)
  return { shares: position(state).sizeMicros, fence }
}
