import { readFileSync, writeFileSync } from 'node:fs'
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm'
import { clientOf } from './clientOf.ts'
import { paste, type Typed } from './paste.ts'
import { must } from './rehearsalError.ts'
import type { Ground } from './stage.ts'
import { perform, say } from './step.ts'
import type { Owner } from './venue.ts'

/** What setup asks a person at a terminal. */
const answersOf = ({ key, account }: Owner) =>
  [
    ['Wallet key', key],
    ['Address that holds the money', account],
  ] as const

const LOOK = 'npx bot setup --config my-config.json'
const DO = 'npx bot setup --yes --config my-config.json'

/** As a newcomer does it: a configuration with a market and limits; then setup, first for a look. */
export async function setUp(ground: Ground): Promise<void> {
  const { configFile, owner, venue } = ground
  const answers = answersOf(owner)
  await perform('setup without --yes writes nothing: no parameter, no configuration', async () => {
    writeFileSync(configFile, JSON.stringify(venue.configOf(owner), null, 2))
    await looks(ground, answers)
    must((await parameters(ground)).length === 0, 'there is a parameter after a look')
  })
  await perform(
    'setup --yes: wallet type, API credentials, the wallet in the file; no secret yet',
    async () => {
      await paste(ground, DO, { answers })
      must((await parameters(ground)).length === 0, 'a secret is stored before the stack has made its key')
      must(readFileSync(configFile, 'utf8').includes(owner.account), 'the configuration lacks the wallet')
    },
  )
}

/** Once the stack has made the key for them. */
export async function storeSecrets(ground: Ground): Promise<void> {
  // The configuration names the funder by now.
  const [key] = answersOf(ground.owner)
  const answers = [key]
  await perform('setup without --yes writes nothing, now that there is a key', async () => {
    await looks(ground, answers)
    must((await parameters(ground)).length === 0, 'there is a parameter after a look')
  })
  await perform('setup --yes again: two secrets in SSM, under the key of the stack', async () => {
    await paste(ground, DO, { answers })
    const found = await parameters(ground)
    for (const each of found) say(each)
    must(found.length === 2, `not the two parameters: ${found.join()}`)
    must(
      found.every((each) => each.includes(' SecureString ')),
      `in the open: ${found.join()}`,
    )
  })
  await perform('and once more without --yes: what it finds stays as it is', async () => {
    const before = await parameters(ground)
    await looks(ground, answers)
    must((await parameters(ground)).join() === before.join(), 'a look changed a parameter')
  })
}

async function looks(ground: Ground, answers: NonNullable<Typed['answers']>): Promise<void> {
  const before = readFileSync(ground.configFile, 'utf8')
  const { out } = await paste(ground, LOOK, { answers, expect: 2 })
  must(out.includes('Nothing was done'), `it does not say so: ${out}`)
  must(readFileSync(ground.configFile, 'utf8') === before, 'a look changed the configuration')
}

/** Every parameter of account and region, of whatever name: name, type, version. */
export async function parameters({ emulator }: Pick<Ground, 'emulator'>): Promise<readonly string[]> {
  const { Parameters: found = [] } = await new SSMClient(clientOf(emulator)).send(
    new DescribeParametersCommand({}),
  )
  return found
    .filter(({ Name: name = '' }) => !name.startsWith('/cdk-bootstrap/'))
    .map(({ Name, Type, Version }) => `${Name} ${Type} ${Version}`)
    .sort()
}
