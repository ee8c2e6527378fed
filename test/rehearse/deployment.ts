import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Emulator } from './emulator.ts'
import { must } from './rehearsalError.ts'
import { createStage, type Outputs, type Ran, ROOT, run, STACK, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'
import { ACCOUNT, KEY } from './venue.ts'

const CDK = join(ROOT, 'node_modules/.bin/cdk')

/** Options of any client of the emulator. */
export const clientOf = ({ endpoint, env }: Emulator) => ({
  endpoint,
  region: env['AWS_REGION'] ?? '',
  credentials: { accessKeyId: 'rehearsal', secretAccessKey: 'rehearsal' },
})

/**
 * As a newcomer does it, twice: wallet type and API credentials from the venue, and once the stack is there, the secrets
 * into SSM, under its key.
 */
export async function setup(
  of: { readonly emulator: Emulator; readonly configFile: string; readonly folder: string },
  isDeployed: boolean,
): Promise<void> {
  const keyFile = join(of.folder, 'key')
  writeFileSync(keyFile, `${KEY}\n`, { mode: 0o600 })
  const options = ['--config', of.configFile, '--key-file', keyFile, '--funder', ACCOUNT, '--yes', '--json']
  const ran = await run('npm', ['run', '-s', 'bot', '--', 'setup', ...options], of.emulator.env)
  must(ran.exit === 0, `setup ended with ${ran.exit}:\n${ran.out}${ran.err}`)
  must(JSON.parse(ran.out).stored === isDeployed, `setup did not see how the stack stands:\n${ran.out}`)
}

export async function bootstrap(emulator: Emulator): Promise<void> {
  const ran = await cdk(emulator, ['bootstrap', `aws://000000000000/${emulator.env['AWS_REGION']}`])
  must(ran.exit === 0, `cdk bootstrap failed:\n${ran.out}${ran.err}`)
}

export async function deploy(
  of: Pick<Stage, 'emulator' | 'venue' | 'configFile' | 'folder'>,
): Promise<Stage> {
  const file = await cdkDeploy(of)
  const told = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Outputs>
  const outputs = told[STACK]
  must(outputs !== undefined, `cdk deploy told no outputs of ${STACK}`)
  return createStage({ ...of, outputs })
}

/** Deploys what the configuration file says now. @returns where the outputs stand. */
export async function cdkDeploy(of: Pick<Stage, 'emulator' | 'configFile' | 'folder'>): Promise<string> {
  const file = join(of.folder, 'outputs.json')
  const args = ['deploy', '--require-approval', 'never', '--outputs-file', file]
  const ran = await cdk(of.emulator, [...args, ...where(of)])
  must(ran.exit === 0, `cdk deploy failed:\n${ran.out}${ran.err}`)
  return file
}

/** The stack goes; the table, which is all that the bot knows, stays. */
export async function destroy(stage: Stage): Promise<void> {
  const { emulator, outputs } = stage
  const cloud = new CloudFormationClient(clientOf(emulator))
  const gone = async (): Promise<boolean> => {
    try {
      const { Stacks: [stack] = [] } = await cloud.send(new DescribeStacksCommand({ StackName: STACK }))
      return stack === undefined || stack.StackStatus === 'DELETE_COMPLETE'
    } catch (error) {
      return error instanceof Error && error.message.includes('does not exist')
    }
  }
  await perform('cdk destroy', async () => {
    const ran = await cdk(emulator, ['destroy', '--force', ...where(stage)])
    must(ran.exit === 0, `cdk destroy failed:\n${ran.out}${ran.err}`)
  })
  if (!(await gone())) {
    say('the emulator kept the stack after cdk destroy: DeleteStack by the SDK instead')
    await cloud.send(new DeleteStackCommand({ StackName: STACK }))
  }
  await perform('the stack is gone, and the table is kept', async () => {
    await until('the stack is gone', 60_000, gone)
    const table = new DescribeTableCommand({ TableName: outputs.TableName })
    await new DynamoDBClient(clientOf(emulator)).send(table)
  })
}

const where = ({ configFile, folder }: Pick<Stage, 'configFile' | 'folder'>): readonly string[] => [
  '-c',
  `config=${configFile}`,
  '--output',
  join(folder, 'cdk.out'),
]

/** The account is cached by access key in CDK's home: it must be that of the emulator alone. */
const cdk = ({ env }: Emulator, args: readonly string[]): Promise<Ran> =>
  run(CDK, args, {
    ...env,
    CDK_HOME: join(String(env['HOME']), 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CI: 'true',
  })
