import type { Config } from '../shared/config/config.ts'
import type { LoadSecret } from '../shared/keys/secureStrings.ts'
import type { Notifier } from '../shared/telemetry/notifier.ts'
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
  { parameters, stage }: Config,
  of: {
    readonly pageTopicArn: string | null
    /** Default: SSM of the region. */
    readonly load?: LoadSecret
    readonly redactor: Redactor
    readonly failed: (error: unknown) => void
  },
): Outbox {
  const { pageTopicArn, load = createSecrets() } = of
  const notifiers = [
    ...(pageTopicArn === null ? [] : [createSnsNotifier(awsService('sns'), pageTopicArn)]),
    ...(parameters.webhook === null ? [] : [lazyWebhook(load, parameters.webhook, of.redactor)]),
  ]
  return createOutbox({
    clock: systemClock,
    notifiers: stage === 'paper' ? notifiers.map(onPaper) : notifiers,
    failed: (notice, error) => {
      const why = error instanceof Error ? error.message : 'unknown error'
      of.failed(new Error(`notice "${notice.title}" did not arrive: ${why}`))
    },
  })
}

/** The same entry point, which waits at its end for what it told people. */
export const withFlush =
  <R>(entry: EntryPoint<R>, outbox: Outbox): EntryPoint<R> =>
  async (event, invocation) => {
    try {
      return await entry(event, invocation)
    } finally {
      await outbox.flush(FLUSH_MS)
    }
  }

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
