import { writeFileSync } from 'node:fs'
import { position } from '../../shared/machine/inventory.ts'
import { cdkDeploy } from './deployment.ts'
import { stopAlarms } from './goLive.ts'
import { marketItem } from './marketItem.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform } from './step.ts'

const A_TICK_MS = 110_000

/**
 * A deployment in mid-position, while an invocation of the old one is under way, and the way back: what is held and
 * whether it runs stay as they were, no exit is doubled, and the new invocations tick on.
 */
export async function upgradeAndBack(stage: Stage): Promise<void> {
  const { venue, configFile } = stage
  const [market] = venue.config['markets'] as readonly Record<string, unknown>[]
  const next = { ...venue.config, markets: [{ ...market, name: 'Rehearsal, next version' }] }
  await perform('cdk deploy of another version, in mid-position, and its first tick', async () => {
    writeFileSync(configFile, JSON.stringify(next))
    await unharmed(stage)
  })
  await perform('cdk deploy of the first again, and its first tick', async () => {
    writeFileSync(configFile, JSON.stringify(venue.config))
    await unharmed(stage)
  })
}

async function unharmed(stage: Stage): Promise<void> {
  const { venue } = stage
  const before = { control: await control(stage), held: await heldIn(stage) }
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, venue.openOrders().length)
  }, 20)
  try {
    await cdkDeploy(stage)
    const { fence } = await heldIn(stage)
    await until('a tick of the new version', A_TICK_MS, async () => (await heldIn(stage)).fence > fence)
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
