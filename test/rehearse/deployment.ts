import { join } from 'node:path'
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { clientOf } from './clientOf.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { createStage, type Ground, type Outputs, type Ran, ROOT, run, type Stage, until } from './stage.ts'
import { perform, say } from './step.ts'

const CDK = join(ROOT, 'node_modules/.bin/cdk')

export async function bootstrap(ground: Ground): Promise<void> {
  await paste(ground, 'npx cdk bootstrap -c config=my-config.json')
}

/** By the line of the first page; cdk asks before it makes roles. */
export async function deployFirst(ground: Ground): Promise<Stage> {
  await paste(ground, 'npx cdk deploy -c config=my-config.json', {
    answers: [['Do you wish to deploy these changes', 'y']],
  })
  return await stageOf(ground, 'MarketMaker-live')
}

/** A stack that is deployed, by its outputs. */
export async function stageOf(ground: Ground, stack: string): Promise<Stage> {
  const { Outputs: told = [] } = (await described(ground, stack)) ?? {}
  must(told.length > 0, `${stack} has no outputs`)
  const outputs = Object.fromEntries(told.map(({ OutputKey: key = '', OutputValue: value }) => [key, value]))
  return createStage({ ...ground, stack, outputs: outputs as unknown as Outputs })
}

/** null: there is no such stack, or no more. */
export async function described({ emulator }: Pick<Ground, 'emulator'>, stack: string) {
  const cloud = new CloudFormationClient(clientOf(emulator))
  try {
    const { Stacks: [found] = [] } = await cloud.send(new DescribeStacksCommand({ StackName: stack }))
    return found === undefined || found.StackStatus === 'DELETE_COMPLETE' ? null : found
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return null
    throw error
  }
}

/** The stack goes; the table, which is all that the bot knows, stays. */
export async function destroy(stage: Stage): Promise<void> {
  const { emulator, outputs, stack, configFile, folder } = stage
  const gone = async (): Promise<boolean> => (await described(stage, stack)) === null
  await perform('cdk destroy', async () => {
    const args = ['destroy', '--force', '-c', `config=${configFile}`, '--output', join(folder, 'cdk.out')]
    const ran: Ran = await run(CDK, args, emulator.env)
    must(ran.exit === 0, `cdk destroy failed:\n${ran.out}${ran.err}`)
  })
  if (!(await gone())) {
    say('the emulator kept the stack after cdk destroy: DeleteStack by the SDK instead')
    await new CloudFormationClient(clientOf(emulator)).send(new DeleteStackCommand({ StackName: stack }))
  }
  await perform('the stack is gone, and the table is kept', async () => {
    await until('the stack is gone', 60_000, gone)
    const table = new DescribeTableCommand({ TableName: outputs.TableName })
    await new DynamoDBClient(clientOf(emulator)).send(table)
  })
}
