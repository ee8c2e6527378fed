import { ConfirmSubscriptionCommand, SNSClient } from '@aws-sdk/client-sns'
import type { Command } from 'commander'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { closing, failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { withStack } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

export const addConfirm = (program: Command, act: Act): void => {
  withStack(program.command('confirm'))
    .description('confirm an email subscription so that no click on a link in an email can end it')
    .argument('<link>', 'the link in the email from AWS, not opened; or only its token')
    .action(act(connected(run)))
}

/** By a click it would be confirmed as well, and each mail would then contain a link by which any reader can end it. */
async function run(connection: Connection, link: string): Promise<CommandResult> {
  const { token, topic } = parseLink(link)
  const { deployment } = connection
  if (deployment === null)
    return failed('only the table was named, and topics belong to a stack: name the stack with --stack')
  const own = [deployment.pageTopic, deployment.stopTopic].filter((arn) => arn !== null)
  if (topic !== null && !own.includes(topic)) {
    throw wrongValue('LINK', topic, `use the link of an email for ${own.join(' or ')}`)
  }
  using client = closing(new SNSClient(connection.aws.client))
  const refused: string[] = []
  for (const arn of topic === null ? own : [topic]) {
    const confirmed = await confirm(client, arn, token)
    if (confirmed.ok) {
      const text = `confirmed for ${arn}: from now on only AWS credentials of this account can end it`
      return succeeded(text, { topic: arn, subscription: confirmed.arn })
    }
    refused.push(confirmed.why)
  }
  const why = refused.join('; ')
  return failed(
    `not confirmed: ${why}. A link works for two days: "npx cdk deploy -c config=FILE" after removing the subscription sends another`,
    {
      refused: why,
    },
  )
}

async function confirm(
  client: SNSClient,
  topic: string,
  token: string,
): Promise<{ readonly ok: true; readonly arn: string } | { readonly ok: false; readonly why: string }> {
  const command = new ConfirmSubscriptionCommand({
    TopicArn: topic,
    Token: token,
    AuthenticateOnUnsubscribe: 'true',
  })
  try {
    const { SubscriptionArn: arn = '' } = await client.send(command, withDeadline())
    return { ok: true, arn }
  } catch (error) {
    return { ok: false, why: failureName(error) }
  }
}

/** Hex digits as AWS writes them, or what else a server of the same kind takes. */
const TOKEN = /^[0-9A-Za-z-]{8,1024}$/

/** The link as it is in the mail, or the token alone. */
export function parseLink(text: string): { readonly token: string; readonly topic: string | null } {
  const query = URL.canParse(text) ? new URL(text).searchParams : null
  const token = query?.get('Token') ?? (query === null ? text : '')
  if (TOKEN.test(token)) return { token, topic: query?.get('TopicArn') ?? null }
  throw wrongValue(
    'LINK',
    text.slice(0, 60),
    'use the link of the email "AWS Notification - Subscription Confirmation", in quotes, or the Token in it',
  )
}
