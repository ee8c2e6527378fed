import type { Config } from '../shared/config/config.ts'
import { withMarketLabels } from '../shared/config/marketLabel.ts'
import { stackName } from '../shared/config/stackName.ts'
import { runbookRow } from '../shared/domain/runbook.ts'
import type { AwsCall } from '../shared/http/createAwsCall.ts'
import type { LoadSecret } from '../shared/keys/secureStrings.ts'
import type { PageRow } from '../shared/machine/pageRow.ts'
import { type Finding, outsideFinding, soundFinding } from '../shared/operator/finding.ts'
import type { Notice, Notifier } from '../shared/telemetry/notifier.ts'
import { createOutbox, type Outbox } from '../shared/telemetry/outbox.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { createSnsNotifier } from '../shared/telemetry/snsNotifier.ts'
import { createWebhookNotifier, shapeOf } from '../shared/telemetry/webhookNotifier.ts'
import { awsService, createSecrets } from './aws.ts'
import type { EntryPoint } from './invocation.ts'
import { systemClock } from './systemClock.ts'

/** How long an invocation waits at its end for what is still on its way to people. */
const FLUSH_MS = 2_500

/** Mail through the page topic where there is one, and the chat that the configuration names. */
export function createNotices(
  config: Config,
  of: NoticeAccess & { readonly failed: (error: unknown) => void },
): Outbox {
  return createOutbox({
    clock: systemClock,
    notifiers: waysOf(config, of).map(({ notifier }) => notifier),
    failed: (notice, error) => {
      const why = error instanceof Error ? error.message : 'unknown error'
      of.failed(new Error(`notice "${notice.title}" did not arrive: ${why}`))
    },
  })
}

const TEST_ROW: PageRow = 'testNotice'
const TEST_NOTICE: Notice = {
  kind: 'page',
  key: 'test',
  title: 'Test notice',
  text: 'A test: somebody runs "npx bot doctor" or "npx bot arm". It shows how a page arrives; nothing has happened.',
  runbook: runbookRow('page', TEST_ROW),
  next: 'npx bot status',
}

/** Sends one notice over each way there is, and returns which took it: none of them is waited for longer than its bound. */
export const createTestNotice = (config: Config, of: NoticeAccess) => async (): Promise<readonly Finding[]> =>
  await Promise.all(
    waysOf(config, of).map(async ({ name, notifier, remedy }) => {
      try {
        await notifier.send(TEST_NOTICE)
        return soundFinding('test notice', `sent to the ${name}: see that it arrives`)
      } catch (error) {
        const why = error instanceof Error ? error.message.slice(0, MAX_WHY) : 'unknown error'
        return outsideFinding('test notice', `not sent to the ${name} (${why})`, remedy)
      }
    }),
  )
const MAX_WHY = 200

export interface NoticeAccess {
  readonly pageTopicArn: string | null
  /** Default: SSM of the region. */
  readonly load?: LoadSecret
  /** Default: that of the environment. */
  readonly sns?: AwsCall
  readonly redactor: Redactor
}

interface Way {
  readonly name: string
  readonly notifier: Notifier
  /** What to do where it takes nothing. */
  readonly remedy: string
}

function waysOf(config: Config, of: NoticeAccess): readonly Way[] {
  const { parameters, stage } = config
  const { pageTopicArn, load = createSecrets(), redactor } = of
  const { webhook } = parameters
  const ways: Way[] = []
  if (pageTopicArn !== null) {
    const notifier = createSnsNotifier(of.sns ?? awsService('sns'), pageTopicArn)
    ways.push({ name: 'page topic', notifier, remedy: 'deploy again, which sets its rights again' })
  }
  if (webhook !== null) {
    const notifier = lazyWebhook(load, webhook, redactor)
    ways.push({ name: 'webhook', notifier, remedy: `store its https address again in ${webhook}` })
  }
  return ways.map((way) => {
    const notifier = ofStack(way.notifier, config)
    return { ...way, notifier: stage === 'paper' ? onPaper(notifier) : notifier }
  })
}

/** The same entry point, which waits at its end for the notices that it sent. */
export const withFlush =
  <R>(entry: EntryPoint<R>, outbox: Outbox): EntryPoint<R> =>
  async (event, invocation) => {
    try {
      return await entry(event, invocation)
    } finally {
      await outbox.flush(FLUSH_MS)
    }
  }

/** Whoever runs several must know which one calls, and the command must reach that one. */
export const ofStack = (
  notifier: Notifier,
  config: Pick<Config, 'stage' | 'name' | 'region' | 'stack' | 'words'>,
): Notifier => ({
  send: (notice) =>
    notifier.send({
      ...notice,
      text: withMarketLabels(config, notice.text, notice.of),
      title: withMarketLabels(
        config,
        config.name === null ? notice.title : `[${config.name}] ${notice.title}`,
        notice.of,
      ),
      next: `${notice.next} --stack ${stackName(config)} --region ${config.region}`,
    }),
})

/** Nobody may take a fill on paper for money. */
export const onPaper = (notifier: Notifier): Notifier => ({
  send: (notice) => notifier.send({ ...notice, title: `[paper] ${notice.title}` }),
})

/** Its address is read when the first notice is sent. */
const lazyWebhook = (load: LoadSecret, parameter: string, redactor: Redactor): Notifier => ({
  async send(notice) {
    const url = await load(parameter)
    redactor.hide(url)
    const shape = shapeOf(url)
    if (shape === null) {
      throw new Error(
        `parameter ${parameter}: not a webhook of Telegram, Discord or Slack; store its https address`,
      )
    }
    await createWebhookNotifier(url, shape).send(notice)
  },
})
