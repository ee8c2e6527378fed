import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { clientOf } from './clientOf.ts'
import { described, stageOf } from './deployment.ts'
import { marketItem } from './marketItem.ts'
import { typed } from './paste.ts'
import { must } from './rehearsalError.ts'
import { parameters } from './setup.ts'
import { type Ground, run, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'
import { NEIGHBOUR } from './venue.ts'

const NAME = 'beta'
const A_TICK_MS = 110_000
/** Of a run that is under way. */
const SOME_TICKS_MS = 60_000

/** A second stack of the same account and region, with a name and a wallet of its own. */
export async function deployNeighbour(stage: Stage): Promise<Stage> {
  const configFile = join(stage.folder, 'my-beta.json')
  const ground: Ground = { ...stage, owner: NEIGHBOUR, configFile }
  return await perform('a second stack with a name, next to the first: setup and deploy', async () => {
    const before = { parameters: await parameters(stage), resources: await resources(stage) }
    writeFileSync(configFile, JSON.stringify({ ...stage.venue.configOf(NEIGHBOUR), name: NAME }))
    const keyFile = join(stage.folder, 'key')
    writeFileSync(keyFile, `${NEIGHBOUR.key}\n`, { mode: 0o600 })
    const who = ['--key-file', keyFile, '--funder', NEIGHBOUR.account]
    for (const args of [['setup', ...who], ['deploy'], ['setup', ...who]]) {
      await bot(ground, [...args, '--yes', '--config', configFile])
    }
    const after = await parameters(stage)
    must(
      before.parameters.every((each) => after.includes(each)),
      `setup of another stack changed a parameter: ${after.join()}`,
    )
    must((await resources(stage)) === before.resources, 'the first stack is not what it was')
    return await stageOf(ground, `MarketMaker-live-${NAME}`)
  })
}

/**
 * It goes by the very lines that `decommission` prints; afterwards nothing has its name, and all that the first had is
 * where it was. That the first ticks on without a gap is checked meanwhile.
 */
export async function removeNeighbour(stage: Stage, neighbour: Stage): Promise<void> {
  await perform('the second stack ticks too', () =>
    until('a tick of it', A_TICK_MS, async () => {
      const items = await neighbour.store.marketItems()
      return items.ok && items.value.some(({ state }) => state !== null)
    }),
  )
  const before = { resources: await resources(stage), parameters: await parameters(stage) }
  await removed(neighbour)
  await perform('nothing is left of the second, and the first is as it was', async () => {
    must((await named(neighbour)).length === 0, `left: ${(await named(neighbour)).join(', ')}`)
    must((await resources(stage)) === before.resources, 'the first stack is not what it was')
    must(
      (await parameters(stage)).join() === before.parameters.filter((each) => !isOf(NAME, each)).join(),
      'a parameter of the first is gone',
    )
  })
}

async function removed(neighbour: Stage): Promise<void> {
  const ledger = join(neighbour.folder, 'beta-ledger.csv')
  const told = await perform('decommission of the second prints the lines that remove it', () =>
    neighbour.bot(['decommission', '--yes', '--out', ledger]),
  )
  must(readFileSync(ledger, 'utf8').length > 0, 'the ledger is empty')
  const lines = told['commands'] as readonly string[]
  await perform('a run of it begins: it will be under way when its function is deleted', () =>
    runBegins(neighbour),
  )
  await perform('each of them, as printed', async () => {
    for (const line of lines) {
      say(line.replace(neighbour.configFile, 'my-beta.json'))
      const ran = await typed(neighbour, line)
      must(ran.exit === 0, `it ended with ${ran.exit}:\n${ran.out}${ran.err}`)
      if (line.includes('wait stack-delete-complete')) await outlives(neighbour)
      if (line === lines.at(-1)) say(ran.out.trim())
    }
    must((await described(neighbour, neighbour.stack)) === null, 'the stack is still there')
  })
}

/** Each run has a fence of its own, and lives for two minutes and a half without a successor. */
async function runBegins(neighbour: Stage): Promise<void> {
  const { fence } = await marketItem(neighbour)
  await until('another run of it', A_TICK_MS, async () => (await marketItem(neighbour)).fence > fence)
}

/** Its function is gone, and its run still ticks: at its end it writes to its log. */
async function outlives(neighbour: Stage): Promise<void> {
  const goneMs = Date.now()
  await until(
    'a tick of the run that began before its function was deleted',
    SOME_TICKS_MS,
    async () => (await marketItem(neighbour)).tickedAtMs > goneMs,
  )
  say('its run goes on although its function is deleted')
}

const isOf = (name: string, text: string): boolean => text.includes(`/${name}/`)

/** Whatever carries the stack's name, asked of each service itself. */
async function named({ emulator, stack }: Stage): Promise<readonly string[]> {
  const looks = [
    'dynamodb list-tables --query TableNames[]',
    'logs describe-log-groups --query logGroups[].logGroupName',
    'lambda list-functions --query Functions[].FunctionName',
    'cloudwatch describe-alarms --query MetricAlarms[].AlarmName',
    'cloudwatch list-dashboards --query DashboardEntries[].DashboardName',
    'sns list-topics --query Topics[].TopicArn',
    'sqs list-queues --query QueueUrls[]',
    'iam list-roles --query Roles[].RoleName',
    'scheduler list-schedules --query Schedules[].Name',
    'ssm describe-parameters --query Parameters[].Name',
  ]
  const found = await Promise.all(
    looks.map(async (look) => {
      const ran = await run(
        'aws',
        [...look.split(' '), '--output', 'text', '--endpoint-url', emulator.endpoint],
        emulator.env,
      )
      must(ran.exit === 0, `aws ${look}: ${ran.err}`)
      return ran.out.split(/\s+/)
    }),
  )
  return found.flat().filter((each) => each.includes(stack) || isOf(NAME, each))
}

/** Every resource of a stack with its physical name. */
async function resources({ emulator, stack }: Stage): Promise<string> {
  const cloud = new CloudFormationClient(clientOf(emulator))
  const { StackResourceSummaries: all = [] } = await cloud.send(
    new ListStackResourcesCommand({ StackName: stack }),
  )
  return all.map(({ LogicalResourceId: id, PhysicalResourceId: name }) => `${id} ${name}`).join()
}

async function bot({ emulator }: Ground, args: readonly string[]): Promise<void> {
  const ran = await run('npm', ['run', '-s', 'bot', '--', ...args], emulator.env)
  must(ran.exit === 0, `${args.join(' ')} ended with ${ran.exit}:\n${ran.out}${ran.err}`)
}
