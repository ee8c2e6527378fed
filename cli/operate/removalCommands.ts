import type { Config } from '../../shared/config/config.ts'
import { LAMBDA_TIMEOUT_SECONDS } from '../../shared/config/lambdaTimeout.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import type { Leftovers } from '../aws/leftOfStack.ts'
import type { StackOptions } from '../terminal/options.ts'
import { quoted } from '../terminal/quoted.ts'

/** What of a bot is in AWS. */
export interface Remains extends Leftovers {
  /** null: it is gone, or only the table was named. */
  readonly stack: string | null
}

/** Stage paper has none. */
export const secretNamesOf = ({ stage, parameters }: Config): readonly string[] =>
  stage === 'live' ? [parameters.walletKey, parameters.apiCredentials] : []

/**
 * Commands that remove it all, in this order. The stack goes by its name, not by a configuration, which may have been
 * changed since it was deployed. A run that began before its function was deleted goes on, and ends with a line in its
 * log: the log groups go last, once no run can be under way. The last command looks whether anything is left.
 */
export function removalCommands(
  { stack, tables, logs, secrets, keys }: Remains,
  { region }: AwsAccess,
  options: Pick<StackOptions, 'stack' | 'config' | 'table'>,
): readonly string[] {
  const where = `--region ${region}`
  return [
    ...(stack === null
      ? []
      : [
          `aws cloudformation delete-stack --stack-name ${stack} ${where}`,
          `aws cloudformation wait stack-delete-complete --stack-name ${stack} ${where}`,
        ]),
    ...(secrets.length === 0 ? [] : [`aws ssm delete-parameters --names ${secrets.join(' ')} ${where}`]),
    // A key that waits for its deletion costs nothing, and can be kept for that long; one that is kept costs.
    ...keys.map((id) => `aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days 7 ${where}`),
    ...tables.flatMap((name) => [
      `aws dynamodb update-table --table-name ${name} --no-deletion-protection-enabled ${where}`,
      `aws dynamodb delete-table --table-name ${name} ${where}`,
      `aws dynamodb wait table-not-exists --table-name ${name} ${where}`,
    ]),
    ...(logs.length === 0 ? [] : [`sleep ${LAMBDA_TIMEOUT_SECONDS}`]),
    ...logs.map((name) => `aws logs delete-log-group --log-group-name ${name} ${where}`),
    ...(options.table === undefined ? [`npx bot decommission --yes ${named(options)}${where}`] : []),
  ]
}

/** The stack as the caller named it. */
const named = ({ stack, config }: Pick<StackOptions, 'stack' | 'config'>): string =>
  [
    ...(stack === undefined ? [] : [`--stack ${stack} `]),
    ...(config === undefined ? [] : [`--config ${quoted(config)} `]),
  ].join('')
