import { requireCredentials } from '../aws/credentials.ts'
import { stackStatus } from '../aws/deployment.ts'
import { leftOfStack } from '../aws/leftOfStack.ts'
import type { Target } from '../aws/targetOf.ts'
import type { StackOptions } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { removalCommands, secretNamesOf } from './removalCommands.ts'

/**
 * Where the stack is gone: whether its table, logs and secrets, which outlive it, are gone too, and the commands that
 * remove those that are not. null: the stack is there, or only a table was named.
 */
export async function lookAtRemains(
  options: StackOptions,
  { aws, stack, local }: Target,
): Promise<CommandResult | null> {
  if (stack === null) return null
  await requireCredentials(aws)
  const status = await stackStatus(aws, stack)
  if (status !== null) {
    if (!status.startsWith('DELETE_')) return null
    return failed(`the stack ${stack} is ${status}: wait until it is deleted, then run this again`, {
      status,
    })
  }
  const gone = `there is no stack ${stack} in region ${aws.region}`
  const left = await leftOfStack(aws, stack, local === null ? [] : secretNamesOf(local.config))
  if (!left.ok) return failed(`${gone}; what remains of it cannot be read: ${left.unknown}`)
  // Only its configuration names its secrets.
  const unseen =
    local === null ? ['its secrets were not looked for: name its configuration with --config'] : []
  const { tables, logs, secrets, keys } = left.value
  const json = { stack: null, tables, logs, secrets, keys }
  if (tables.length + logs.length + secrets.length + keys.length === 0) {
    const nothing = `${gone}, and nothing of it is left: no table, no log group, no secret, no key for secrets`
    const text = [nothing, ...unseen].join('\n')
    return local === null ? failed(text, json) : succeeded(text, json)
  }
  const commands = removalCommands({ stack: null, ...left.value }, aws, options)
  const lines = commands.map((command) => `  ${command}`)
  const text = [`${gone}, but this is left for you to remove:`, ...lines, ...unseen].join('\n')
  return failed(text, { ...json, commands })
}
