import { PAGE_TOPIC } from './fakeStack.ts'

/** Attributes of one that SNS lists and does not report. */
export const GONE: Readonly<Record<string, string>> = {}

export interface FakeListener {
  /** As SNS lists it: an ARN, or a word. */
  readonly arn: string
  readonly protocol: string
  readonly endpoint: string
  readonly attributes: Readonly<Record<string, string>>
}

/** What SNS keeps. */
export interface FakeTopics {
  /** Of the page topic. */
  readonly listeners: FakeListener[]
  /** Tokens of mails that wait to be confirmed, each with its topic. */
  readonly tokens: Map<string, string>
  /** What each confirmation asked for. */
  readonly confirmations: URLSearchParams[]
  /** Messages to topics. */
  readonly published: URLSearchParams[]
}

/** What SNS answers; null: it refuses. */
export function snsXml(
  { listeners, tokens, confirmations, published }: FakeTopics,
  action: string | null,
  asked: URLSearchParams,
): string | null {
  const answer = (result: string): string =>
    `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result></${action}Response>`
  const entry = ([name, value]: readonly [string, string]): string =>
    `<entry><key>${name}</key><value>${value}</value></entry>`
  if (action === 'ListSubscriptionsByTopic' && asked.get('TopicArn') === PAGE_TOPIC) {
    const members = listeners.map(
      ({ arn, protocol, endpoint }) =>
        `<member><SubscriptionArn>${arn}</SubscriptionArn><Protocol>${protocol}</Protocol><Endpoint>${endpoint}</Endpoint></member>`,
    )
    return answer(`<Subscriptions>${members.join('')}</Subscriptions>`)
  }
  if (action === 'Publish') {
    published.push(asked)
    return answer('<MessageId>message</MessageId>')
  }
  if (action === 'GetSubscriptionAttributes') {
    const found = listeners.find(({ arn }) => arn === asked.get('SubscriptionArn'))
    if (found === undefined || found.attributes === GONE) return null
    return answer(`<Attributes>${Object.entries(found.attributes).map(entry).join('')}</Attributes>`)
  }
  if (action !== 'ConfirmSubscription') return null
  confirmations.push(asked)
  if (tokens.get(asked.get('Token') ?? '') !== asked.get('TopicArn')) return null
  return answer(`<SubscriptionArn>${asked.get('TopicArn')}:subscription</SubscriptionArn>`)
}
