import type { AwsCall } from '../http/createAwsCall.ts'
import { type Notice, type Notifier, noticeText } from './notifier.ts'

const TIMEOUT_MS = 3_000
/** SNS refuses longer subjects, line breaks, and anything but ASCII. */
const MAX_SUBJECT = 99
/** SNS takes 256 kB; nobody reads more than this in a mail. */
const MAX_MESSAGE = 20_000

/** Notices by mail: to everybody who subscribed to the page topic. Never to the stop topic, which stops the bot. */
export const createSnsNotifier = (sns: AwsCall, topicArn: string): Notifier => ({
  async send(notice) {
    const body = new URLSearchParams({
      Action: 'Publish',
      Version: '2010-03-31',
      TopicArn: topicArn,
      Subject: subjectOf(notice),
      Message: noticeText(notice, MAX_MESSAGE),
    }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await sns({ headers, body }, AbortSignal.timeout(TIMEOUT_MS))
  },
})

export const subjectOf = ({ title }: Notice): string =>
  title
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MAX_SUBJECT) || 'Market maker'
