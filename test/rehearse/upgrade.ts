import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { extractRelease, PREDECESSOR, whyNotHere } from '../support/predecessor.ts'
import { asVersionOne, hasOwnKey, marketItem } from './marketItem.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, ROOT, run, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'
import { unharmed } from './unharmed.ts'

/** A run of this version ends by itself within 150 s when no successor claims its lease; calls and margin on top. */
const LAST_RUN_MS = 200_000
/** Two minutes' events of the schedule: the runs that they start have begun and ended. */
const TWO_EVENTS_MS = 130_000

/**
 * The predecessor stores one item a market, under a key that names the market alone. In mid-position it is deployed
 * over items of this version, which it must leave alone; then it goes on with the item that it would have left; then
 * this version is deployed, while an invocation of the predecessor is under way, and goes on with that item.
 */
export async function upgradeAndBack(stage: Stage): Promise<void> {
  const missing = whyNotHere(ROOT, PREDECESSOR)
  if (missing !== null) return say(`upgrade and roll-back are not shown: ${missing}`)
  const folder = join(stage.folder, 'predecessor')
  await perform(`the predecessor ${PREDECESSOR.slice(0, 7)} from the history of this repository`, async () =>
    extractRelease(ROOT, PREDECESSOR, folder),
  )
  await perform(
    'cdk deploy of it in mid-position: it cannot read the item, and leaves the market alone',
    () => leftAlone(stage, () => deployPredecessor(stage, folder)),
  )
  await perform('an item as it stores them, in mid-position: its first tick', () =>
    unharmed(stage, () => asVersionOne(stage)),
  )
  await perform(
    'upgrade to this version in mid-position, which has no simple way back, and its first tick',
    () =>
      unharmed(stage, async () => {
        const line = 'npx bot deploy --config my-config.json'
        const { out } = await paste(stage, line, { answers: [['Deploy this?', 'yes']] })
        must(
          out.includes('you cannot simply go back'),
          `deploy does not say that there is no way back:\n${out}`,
        )
      }),
  )
}

/** An exit's longest life and the time until the next tick: by then the order that kept the item where it was is closed. */
const EXIT_CLOSED_MS = 480_000

/** The item of the older version gets its outcome's key as soon as no order in it is open. */
export const movedToOwnKey = (stage: Stage): Promise<void> =>
  perform('the item of the older version has the key of its outcome', async () => {
    if (whyNotHere(ROOT, PREDECESSOR) !== null) return
    await until('an item of this version', EXIT_CLOSED_MS, () => hasOwnKey(stage))
  })

/** Nothing is stored, sent or cancelled by code that cannot read what is stored. */
async function leftAlone(stage: Stage, deploy: () => Promise<void>): Promise<void> {
  const before = await control(stage)
  await deploy()
  await until('the end of the last run of this version', LAST_RUN_MS, async () => {
    const { leaseUntilMs } = await marketItem(stage)
    return Number.isNaN(leaseUntilMs) || leaseUntilMs < Date.now()
  })
  const left = { item: await marketItem(stage), ids: openIds(stage) }
  await wait(TWO_EVENTS_MS)
  const found = await marketItem(stage)
  must(JSON.stringify(found) === JSON.stringify(left.item), 'older code changed an item that it cannot read')
  const added = openIds(stage).filter((id) => !left.ids.includes(id))
  must(added.length === 0, 'older code posted an order for an item that it cannot read')
  must(JSON.stringify(await control(stage)) === JSON.stringify(before), 'it changed the control item')
}

const openIds = ({ venue }: Stage): readonly string[] => venue.openOrders().map(({ id }) => id)

/** From its own folder, with the configuration in its own form. */
async function deployPredecessor(stage: Stage, folder: string): Promise<void> {
  const file = join(folder, 'my-config.json')
  writeFileSync(file, JSON.stringify(flat(JSON.parse(readFileSync(stage.configFile, 'utf8')))))
  const args = ['deploy', '--require-approval', 'never', '-c', `config=${file}`]
  const cdk = join(ROOT, 'node_modules/.bin/cdk')
  const ran = await run(cdk, [...args, '--output', join(folder, 'cdk.out')], stage.emulator.env, folder)
  must(ran.exit === 0, `cdk deploy of the predecessor failed:\n${ran.out}${ran.err}`)
}

interface Grouped {
  readonly markets: readonly { readonly regime?: object }[]
}

/** Settings of a market were flat in it, before there were groups. */
const flat = ({ markets, ...config }: Grouped): object => ({
  ...config,
  markets: markets.map(({ regime, ...market }) => ({ ...market, ...regime })),
})
