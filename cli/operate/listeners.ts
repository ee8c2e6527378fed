import {
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import { configFinding, type Finding, outsideFinding, soundFinding } from '../../shared/operator/finding.ts'
import { closing, failureName, withDeadline } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'

/** Somebody who hears the page topic, or would once it is confirmed. */
export interface Listener {
  readonly protocol: string
  readonly endpoint: string
  readonly isConfirmed: boolean
  /** A click on "unsubscribe" in any of its mails ends it: it was itself confirmed by a click. */
  readonly endsByClick: boolean
}

/** People or what calls them; a queue wakes nobody. */
const PROTOCOLS = ['email', 'email-json', 'sms', 'http', 'https', 'application', 'lambda']
const MAILS = ['email', 'email-json']
/** A hundred a page: more than that is no topic of ours. */
const MAX_PAGES = 10

/** Who would hear a page. */
export async function readListeners({
  aws,
  deployment,
  clock,
}: Connection): Promise<Read<readonly Listener[]>> {
  const topic = deployment?.pageTopic
  if (topic == null) return unknown('no stack was named, and the page topic belongs to one')
  using client = closing(new SNSClient(aws.client))
  try {
    const found: Subscription[] = []
    let token: string | undefined
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const command = new ListSubscriptionsByTopicCommand({ TopicArn: topic, NextToken: token })
      const answer = await client.send(command, withDeadline())
      found.push(...(answer.Subscriptions ?? []))
      token = answer.NextToken
      if (token === undefined) break
    }
    const people = found.filter(({ Protocol: protocol = '' }) => PROTOCOLS.includes(protocol))
    const reads: Read<Listener>[] = []
    for (const each of people) reads.push(await readListener(client, each, clock.nowMs()))
    return allOf(reads, clock.nowMs())
  } catch (error) {
    return unknown(failureName(error))
  }
}

/** One that cannot be read, as it ended just now, leaves the others as they are. */
async function readListener(
  client: SNSClient,
  subscription: Subscription,
  asOf: EpochMs,
): Promise<Read<Listener>> {
  try {
    return known(await listenerOf(client, subscription), asOf)
  } catch (error) {
    return unknown(failureName(error))
  }
}

/** Somebody who hears is enough; that nobody does is known where each of them could be read. */
function allOf(reads: readonly Read<Listener>[], asOf: EpochMs): Read<readonly Listener[]> {
  const listeners = reads.flatMap((read) => (read.ok ? [read.value] : []))
  const failed = reads.find((read) => !read.ok)
  if (failed === undefined || failed.ok || listeners.some(({ isConfirmed }) => isConfirmed))
    return known(listeners, asOf)
  return unknown(failed.unknown)
}

/** Instead of an ARN a subscription that is not confirmed, or ended, has a word. */
async function listenerOf(
  client: SNSClient,
  { Protocol: protocol = '', Endpoint: endpoint = '', SubscriptionArn: arn = '' }: Subscription,
): Promise<Listener> {
  const pending = { protocol, endpoint, isConfirmed: false, endsByClick: false }
  if (!arn.startsWith('arn:')) return pending
  const command = new GetSubscriptionAttributesCommand({ SubscriptionArn: arn })
  const { Attributes: attributes = {} } = await client.send(command, withDeadline())
  if (attributes['PendingConfirmation'] === 'true') return pending
  const isMail = MAILS.includes(protocol)
  const endsByClick = isMail && attributes['ConfirmationWasAuthenticated'] !== 'true'
  return { protocol, endpoint, isConfirmed: true, endsByClick }
}

/** As the lines of a doctor's report. */
export const lookAtListeners = async (
  connection: Connection,
  withoutListener: boolean,
): Promise<readonly Finding[]> =>
  listenerFindings(withoutListener ? known([], connection.clock.nowMs()) : await readListeners(connection), {
    stage: connection.config.stage,
    withoutListener,
  })

/** Said wherever somebody wants no listener. */
export const NOBODY_LISTENS =
  'NOBODY LISTENS: no alarm and no page of this bot reaches a person. If something goes wrong, nobody is notified.'

/** What a person has to know of it; where nobody hears, why that bars trading and what to do. */
export function listenerFindings(
  listeners: Read<readonly Listener[]>,
  of: { readonly stage: 'paper' | 'live'; readonly withoutListener: boolean },
): readonly Finding[] {
  const { stage, withoutListener } = of
  if (withoutListener) return [soundFinding('listener', `not checked, as you asked. ${NOBODY_LISTENS}`)]
  if (!listeners.ok) {
    const remedy = 'run it again; your own credentials need sns:ListSubscriptionsByTopic'
    return [outsideFinding('listener', `not known (${listeners.unknown})`, remedy)]
  }
  const hearing = listeners.value.filter(({ isConfirmed }) => isConfirmed)
  if (hearing.length > 0) return hearing.map(heardBy)
  const pending = listeners.value.map(({ endpoint }) => endpoint)
  if (stage === 'paper') return [soundFinding('listener', 'nobody; on paper no listener is needed')]
  return [
    pending.length > 0
      ? configFinding('listener', `${pending.join(', ')}, not confirmed`, CONFIRM)
      : configFinding('listener', 'nobody', SUBSCRIBE),
  ]
}

function heardBy({ protocol, endpoint, endsByClick }: Listener): Finding {
  const who = `${protocol} ${endpoint}`
  return soundFinding(
    'listener',
    endsByClick
      ? `${who}; it was confirmed by a click, so a click on "unsubscribe" in any of its emails ends it, even one by a mail scanner: unsubscribe, deploy again, and confirm the link in the new email with "npx bot confirm LINK"`
      : who,
  )
}

const CONFIRM =
  'copy the link in the email from AWS, do not open it: "npx bot confirm LINK --config FILE". To trade with nobody listening: --without-listener'
const SUBSCRIBE =
  'set operatorEmail and deploy, or subscribe an https address to the page topic (PageTopicArn). To trade with nobody listening: --without-listener'
