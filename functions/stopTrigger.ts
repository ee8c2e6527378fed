import { z } from 'zod'
import type { EpochMs } from '../shared/domain/units.ts'
import type { StopTrigger } from '../shared/engine/stop.ts'

const SnsEvent = z.object({
  Records: z
    .array(z.object({ EventSource: z.literal('aws:sns'), Sns: z.object({ Message: z.string() }) }))
    .length(1),
})
const StreamEvent = z.object({
  Records: z.array(z.object({ eventSource: z.literal('aws:dynamodb') })).min(1),
})
const Alarm = z.object({
  AlarmName: z.string().max(256),
  NewStateValue: z.string().max(32),
  NewStateReason: z.string().max(2_000).optional(),
  StateChangeTime: z.string().max(64).optional(),
})

const MAX_QUOTED = 200

/**
 * What an event means. Whatever it is, it is a STOP, unless it is plainly something else: an alarm that went back to
 * OK (null), or a change of the control item. What cannot be understood must stop.
 */
export function stopTrigger(event: unknown, nowMs: EpochMs): StopTrigger | null {
  if (StreamEvent.safeParse(event).success) return { by: 'stream' }
  const sns = SnsEvent.safeParse(event)
  const message = sns.success ? (sns.data.Records[0]?.Sns.Message ?? '') : ''
  const alarm = Alarm.safeParse(parseJson(message))
  if (alarm.success && alarm.data.NewStateValue === 'OK') return null
  const text = alarm.success
    ? alarmText(alarm.data)
    : `message: ${message.slice(0, MAX_QUOTED) || 'not readable'}`
  return { by: 'message', reason: { code: 'ALARM', text, atMs: nowMs } }
}

function alarmText(alarm: z.output<typeof Alarm>): string {
  const { AlarmName, StateChangeTime = 'time unknown', NewStateReason = '' } = alarm
  return `alarm ${AlarmName} (${StateChangeTime}): ${NewStateReason.slice(0, MAX_QUOTED)}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
