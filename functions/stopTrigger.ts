import * as z from 'zod'
import { parseJson } from '../shared/domain/parseJson.ts'
import type { EpochMs } from '../shared/domain/units.ts'
import { flipInImage } from '../shared/dynamodb/flipInImage.ts'
import type { StopTrigger } from '../shared/engine/stop/stop.ts'

const SnsEvent = z.object({
  Records: z
    .array(
      z.object({
        EventSource: z.literal('aws:sns'),
        Sns: z.object({
          Message: z.string(),
          // What is not an id must not keep the message from being understood.
          MessageId: z.string().min(1).max(256).optional().catch(undefined),
        }),
      }),
    )
    .length(1),
})
const StreamEvent = z.object({
  Records: z
    .array(
      z.object({
        eventSource: z.literal('aws:dynamodb'),
        dynamodb: z.object({ NewImage: z.unknown() }).optional().catch(undefined),
      }),
    )
    .min(1),
})
const Alarm = z.object({
  AlarmName: z.string().max(256),
  // What is not an ARN is not the drill's, and no reason not to understand the rest.
  AlarmArn: z.string().max(1_600).optional().catch(undefined),
  NewStateValue: z.string().max(32),
  // For people alone: no shape of it may make an OK a STOP.
  NewStateReason: z.string().optional().catch(undefined),
  StateChangeTime: z.string().max(64).optional().catch(undefined),
})

const MAX_QUOTED = 200

export interface TriggerContext {
  /** The same for each retry of one event; names a message that has no id of its own. */
  readonly requestId?: string | undefined
  /** This stack's alarms on the stop topic that stop. */
  readonly alarms: readonly string[]
  /** The ARN of the alarm of its drill; null or absent: there is none. */
  readonly drillAlarmArn?: string | null
}

/** The drill: nothing to stop, armed or not. */
export interface Drill {
  readonly by: 'drill'
  /** Why its alarm was set: a drill run by hand looks for it in the log. */
  readonly reason: string
}

/**
 * What an event means. Whatever it is, it is a STOP, unless it is plainly something else: an alarm that went back to
 * OK (null), the alarm of the drill, or a change of the control item. What cannot be understood must stop.
 */
export function stopTrigger(
  event: unknown,
  nowMs: EpochMs,
  of: TriggerContext = { alarms: [] },
): StopTrigger | Drill | null {
  const stream = StreamEvent.safeParse(event)
  if (stream.success) return streamTrigger(stream.data.Records.map(({ dynamodb }) => dynamodb?.NewImage))
  const sns = SnsEvent.safeParse(event)
  const { Message: message = '', MessageId: messageId } =
    (sns.success ? sns.data.Records[0]?.Sns : null) ?? {}
  const id = messageId ?? of.requestId
  const alarm = Alarm.safeParse(parseJson(message))
  if (alarm.success && alarm.data.NewStateValue === 'OK') return null
  // By nothing but its whole ARN: a name may be another account's or another region's.
  if (alarm.success && alarm.data.AlarmArn !== undefined && alarm.data.AlarmArn === of.drillAlarmArn)
    return { by: 'drill', reason: (alarm.data.NewStateReason ?? '').slice(0, MAX_QUOTED) }
  const text = alarm.success
    ? alarmText(alarm.data)
    : `message: ${message.slice(0, MAX_QUOTED) || 'not readable'}`
  const isOwnAlarm =
    alarm.success && alarm.data.NewStateValue === 'ALARM' && of.alarms.includes(alarm.data.AlarmName)
  return {
    by: 'message',
    reason: { code: 'ALARM', text, atMs: nowMs },
    ...(id === undefined ? {} : { id }),
    ...(isOwnAlarm ? { mayLeaveAside: true } : {}),
  }
}

/** The first record that shows a flip: it is the one that may have been set back since. */
function streamTrigger(images: readonly unknown[]): StopTrigger {
  const flippedAtSeq = images.map(flipInImage).find((seq) => seq !== null)
  return flippedAtSeq == null ? { by: 'stream' } : { by: 'stream', flippedAtSeq }
}

function alarmText(alarm: z.output<typeof Alarm>): string {
  const { AlarmName, StateChangeTime = 'time unknown', NewStateReason = '' } = alarm
  return `alarm ${AlarmName} (${StateChangeTime}): ${NewStateReason.slice(0, MAX_QUOTED)}`
}
