import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bootstrap, deploy, destroy, setup } from './deployment.ts'
import { startEmulator } from './emulator.ts'
import { evenTicks } from './evenTicks.ts'
import { goLive } from './goLive.ts'
import { ROOT } from './stage.ts'
import { perform, say } from './step.ts'
import { stopByAlarm, stopByFlip } from './stops.ts'
import { upgradeAndBack } from './upgrade.ts'
import { startVenue } from './venue.ts'
import { operate, wayOut } from './wayOut.ts'

const CACHE = join(ROOT, '.rehearse')
const FOLDER = join(CACHE, 'run')

/**
 * The bot from nothing to nothing, as it will be deployed: the real `cdk` and the real bundles against an AWS
 * emulator on this machine, with the simulated Polymarket beside it. Each line tells how long its step took.
 */
async function rehearse(): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const configFile = join(FOLDER, 'config.json')
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
    writeFileSync(configFile, JSON.stringify(venue.config))
    await perform(
      'setup: wallet type, API credentials, the wallet in the configuration; no key, no secret yet',
      () => setup({ emulator, configFile, folder: FOLDER }, false),
    )
    await perform('cdk bootstrap', () => bootstrap(emulator))
    const stage = await perform('cdk deploy', () => deploy({ emulator, venue, configFile, folder: FOLDER }))
    await perform('setup again: the secrets in SSM, under the key that the stack has made', () =>
      setup({ emulator, configFile, folder: FOLDER }, true),
    )
    await goLive(stage)
    await evenTicks(stage)
    await upgradeAndBack(stage)
    await stopByAlarm(stage)
    await stopByFlip(stage)
    await operate(stage)
    await wayOut(stage)
    await destroy(stage)
  } finally {
    await emulator.stop()
    await venue.close()
  }
}

const HELP = `npm run rehearse

The bot from nothing to nothing on this machine: the real cdk and the real bundles against an AWS emulator, with the
simulated Polymarket beside it. It takes about eight minutes and needs no account, no key and no money.

It needs Python 3.10 or newer with venv and pip, and installs the emulator from PyPI into .rehearse.
`

const given = process.argv.slice(2)
if (given.length > 0) {
  const asks = given.every((word) => ['--help', '-h'].includes(word))
  ;(asks ? process.stdout : process.stderr).write(asks ? HELP : `${given[0]}: not an option\n\n${HELP}`)
  process.exit(asks ? 0 : 2)
}

const begun = performance.now()
try {
  await rehearse()
  console.log(`rehearsed in ${Math.round((performance.now() - begun) / 1000)} s`)
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error && error.name === 'RehearsalError' ? error.message : error)
  console.error(`the rehearsal failed; the emulator's log and the synthesized stack are in ${FOLDER}`)
  process.exit(1)
}
