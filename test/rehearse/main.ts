import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { changeSettings } from './changeSettings.ts'
import { changeWallet } from './changeWallet.ts'
import { bootstrap, deployFirst, destroy } from './deployment.ts'
import { startEmulator } from './emulator.ts'
import { evenTicks } from './evenTicks.ts'
import { goLive } from './goLive.ts'
import { deployNeighbour, removeNeighbour } from './neighbour.ts'
import { notPasted, paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { PARTS, type Part, REHEARSED } from './rehearsedLines.ts'
import { restoreAndRotate } from './restoreAndRotate.ts'
import { setUp, storeSecrets } from './setup.ts'
import { type Ground, ROOT, type Stage } from './stage.ts'
import { perform, say } from './step.ts'
import { stopByAlarm, stopByFlip } from './stops.ts'
import { movedToOwnKey, upgradeAndBack } from './upgrade.ts'
import { OWNER, startVenue } from './venue.ts'
import { operate, wayOut } from './wayOut.ts'

const CACHE = join(ROOT, '.rehearse')
const FOLDER = join(CACHE, 'run')

/**
 * The bot from nothing to nothing, as it will be deployed: the real `cdk` and the real bundles against an AWS
 * emulator on this machine, with the simulated Polymarket next to it. Each line tells how long its step took.
 */
async function rehearse(wanted: readonly Part[]): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  // The emulator starts functions by the `node` it finds: it must be ours.
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`
  const emulator = await perform('an AWS emulator on loopback', () =>
    startEmulator({ cache: CACHE, folder: FOLDER, path }),
  )
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.stop().then(() => process.exit(130)))
  }
  say('it lacks context attributes of EventBridge Scheduler, metric math and the ARN in an alarm’s message:')
  say('its launcher puts time and ARN into the event, and takes the metric for the expression')
  const venue = await startVenue()
  try {
    const configFile = join(FOLDER, 'my-config.json')
    const stage = await deployed({ owner: OWNER, emulator, venue, configFile, folder: FOLDER })
    await rehearseParts(stage, wanted)
    await destroy(stage)
    if (wanted.length === PARTS.length) {
      const left = notPasted(Object.keys(REHEARSED))
      must(left.length === 0, `lines of the documents that were to be run and were not:\n${left.join('\n')}`)
    }
  } finally {
    await emulator.stop()
    await venue.close()
  }
}

/** From an empty account to a stack that is not armed. */
async function deployed(ground: Ground): Promise<Stage> {
  await setUp(ground)
  await perform('the template without credentials, judged by cdk-nag', () =>
    paste(ground, 'npm run synth -- -c config=my-config.json'),
  )
  await perform('cdk bootstrap', () => bootstrap(ground))
  const stage = await perform('cdk deploy', () => deployFirst(ground))
  await storeSecrets(ground)
  return stage
}

/** The first stack goes its way while the second is restored and removed. */
async function rehearseParts(stage: Stage, wanted: readonly Part[]): Promise<void> {
  const wants = (part: Part): boolean => wanted.includes(part)
  const second = wants('two-stacks') ? await deployNeighbour(stage) : null
  const restored =
    second !== null && wants('restore')
      ? meanwhile(restoreAndRotate(second).then(() => changeWallet(second)))
      : null
  if (wants('live')) await goLive(stage)
  if (wants('settings')) await changeSettings(stage)
  if (wants('upgrade')) await upgradeAndBack(stage)
  await restored
  const removed = second === null ? null : meanwhile(removeNeighbour(stage, second))
  if (removed !== null) await evenTicks(stage)
  if (wants('stops')) {
    await stopByAlarm(stage)
    await stopByFlip(stage)
  }
  if (wants('upgrade')) await movedToOwnKey(stage)
  if (wants('operate')) await operate(stage)
  if (wants('way-out')) await wayOut(stage)
  await removed
}

/** Runs in parallel with what follows: a rotation and the last line of a removal wait for minutes. If it fails, its line says so at once. */
function meanwhile<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {})
  return work
}

const HELP = `npm run rehearse [-- --only PART,...]

The bot from nothing to nothing on this machine: the real cdk and the real bundles against an AWS emulator, with the
simulated Polymarket next to it. It takes about seventeen minutes and needs no account, no key and no money.

Parts: ${PARTS.join(', ')}. Setup, deployment and removal are always rehearsed; what holds a position, and the way out, need "live",
and "npx bot restore" needs "two-stacks": those are then rehearsed too.

It needs Python 3.10 or newer with venv and pip, and installs the emulator and the AWS CLI from PyPI into .rehearse.
`

/** Parts that begin armed, most of them in mid-position. */
const HOLDING: readonly Part[] = ['settings', 'upgrade', 'stops', 'operate', 'way-out']

/** The parts that the words on the command line want; null: they are no such words. */
function partsOf(given: readonly string[]): readonly Part[] | null {
  if (given.length === 0) return PARTS
  const [option, list = '', ...rest] = given.flatMap((word) => word.split('='))
  if (option !== '--only' || rest.length > 0) return null
  const names = list.split(',')
  const parts = PARTS.filter((part) => names.includes(part))
  if (parts.length !== names.length) return null
  const needed: readonly Part[] = [
    ...(parts.some((part) => HOLDING.includes(part)) ? (['live'] as const) : []),
    ...(parts.includes('restore') ? (['two-stacks'] as const) : []),
  ]
  return PARTS.filter((part) => parts.includes(part) || needed.includes(part))
}

const given = process.argv.slice(2)
if (given.some((word) => ['--help', '-h'].includes(word))) {
  process.stdout.write(HELP)
  process.exit(0)
}
const wanted = partsOf(given)
if (wanted === null) {
  process.stderr.write(`${given.join(' ')}: not an option, or no such part\n\n${HELP}`)
  process.exit(2)
}

const begun = performance.now()
try {
  await rehearse(wanted)
  console.log(`rehearsed in ${Math.round((performance.now() - begun) / 1000)} s`)
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error && error.name === 'RehearsalError' ? error.message : error)
  console.error(`the rehearsal failed; the emulator's log and the synthesized stack are in ${FOLDER}`)
  process.exit(1)
}
