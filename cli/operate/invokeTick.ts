import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { AnswerTo, CommandEvent } from '../../functions/commands.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { closing, failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'

/** A little more than the function may run, for the way. */
const INVOKE_MS = LAMBDA_TIMEOUT_SECONDS * 1_000 + 8_000
const MAX_QUOTED = 500

/**
 * Asks the deployed function: so region, geoblock, clock and permissions are those of the ticks, and the wallet key
 * stays where it is. Sent once: some commands must not be done twice.
 */
export async function invokeTick<E extends CommandEvent>(
  { aws, deployment }: Connection,
  event: E,
): Promise<AnswerTo<E>> {
  if (deployment === null) {
    throw wrongValue('--table', event.command, 'a table alone cannot do this: name the stack, or add --here')
  }
  using client = closing(new LambdaClient({ ...aws.client, maxAttempts: 1 }))
  try {
    const command = new InvokeCommand({
      FunctionName: deployment.tick,
      ...(deployment.hasAliases ? { Qualifier: event.command } : {}),
      Payload: Buffer.from(JSON.stringify(event)),
    })
    const answer = await client.send(command, withDeadline(INVOKE_MS))
    const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString('utf8')
    if (answer.FunctionError !== undefined) {
      throw new Error(`the function failed: ${text.slice(0, MAX_QUOTED)}; see its log for the rest`)
    }
    return parseAnswer(text, event)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('the function ')) throw error
    throw new Error(`the function ${deployment.tick} could not be asked: ${failureName(error)}`)
  }
}

/** It is our own code that answers, but perhaps an older version of it. */
function parseAnswer<E extends CommandEvent>(text: string, event: E): AnswerTo<E> {
  const answer: unknown = JSON.parse(text)
  if (typeof answer === 'object' && answer !== null && 'command' in answer) {
    if (answer.command === event.command) return answer as AnswerTo<E>
  }
  throw new Error('the function gave an unexpected answer: it is of another version; deploy this one')
}
