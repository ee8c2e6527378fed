import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractRelease, PREDECESSOR, whyNotHere } from '../support/predecessor.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { ROOT, run, type Stage } from './stage.ts'
import { perform, say } from './step.ts'
import { unharmed } from './unharmed.ts'

/**
 * The predecessor is deployed in mid-position, and this version again: each time an invocation of the other is under
 * way, and each reads what the other wrote. Between them lie the form of the configuration and where it travels, the
 * relay with its claims, and what the control item keeps.
 */
export async function upgradeAndBack(stage: Stage): Promise<void> {
  const missing = whyNotHere(ROOT, PREDECESSOR)
  if (missing !== null) return say(`upgrade and roll-back are not shown: ${missing}`)
  const folder = join(stage.folder, 'predecessor')
  await perform(`the predecessor ${PREDECESSOR.slice(0, 7)} from the history of this repository`, async () =>
    extractRelease(ROOT, PREDECESSOR, folder),
  )
  await perform('roll-back to it in mid-position: cdk deploy of its code, and its first tick', () =>
    unharmed(stage, () => deployPredecessor(stage, folder)),
  )
  await perform('upgrade to this version in mid-position, and its first tick', () =>
    unharmed(stage, async () => {
      const line = 'npm run bot -- deploy --config my-config.json'
      await paste(stage, line, { answers: [['Deploy this?', 'yes']] })
    }),
  )
}

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

/** Settings of a market stood flat in it, before there were groups. */
const flat = ({ markets, ...config }: Grouped): object => ({
  ...config,
  markets: markets.map(({ regime, ...market }) => ({ ...market, ...regime })),
})
