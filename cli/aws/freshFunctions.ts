import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { systemClock } from '../../functions/systemClock.ts'
import { type AwsAccess, closing, withDeadline } from './awsAccess.ts'

/** Read by nobody: a function whose environment changes begins its next run in a new process. */
const STAMP = 'SECRETS_OF'
const READY_MS = 120_000
const POLL_MS = 1_000

/**
 * Lets every run that begins from now on read the secrets again, by a change of the functions' environment. A run that
 * is under way goes on with what it has. A later deployment may take the change back: that begins new processes too.
 */
export async function freshFunctions(aws: AwsAccess, names: readonly string[]): Promise<void> {
  using client = closing(new LambdaClient(aws.client))
  for (const name of names) {
    const { Environment: environment, RevisionId: revision } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
      withDeadline(),
    )
    const variables = { ...environment?.Variables, [STAMP]: new Date(systemClock.nowMs()).toISOString() }
    await client.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: name,
        Environment: { Variables: variables },
        // Of what was read: a deployment in between is not undone.
        ...(revision === undefined ? {} : { RevisionId: revision }),
      }),
      withDeadline(),
    )
    await untilReady(client, name)
  }
}

async function untilReady(client: LambdaClient, name: string): Promise<void> {
  for (const beganMs = systemClock.nowMs(); systemClock.nowMs() - beganMs < READY_MS; ) {
    const { LastUpdateStatus: status } = await client.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
      withDeadline(),
    )
    if (status === undefined || status === 'Successful') return
    if (status === 'Failed') break
    await systemClock.sleep(POLL_MS)
  }
  throw new Error(
    `the function ${name} did not take its new configuration: see it in the console, then repeat`,
  )
}
