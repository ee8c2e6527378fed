import { isObject } from '../../../shared/domain/jsonObject.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { instantMs } from '../../../shared/polymarket/channel/instant.ts'

/** Names that recorders give to the time at which they got a frame, the first that is there. */
const TIMES = ['received_at', 'recv_ts', 'local_timestamp', 'timestamp', 'ts', 'time']
/** The answer to a PING, which a recorder may have written among the frames. */
export const PONG = /^\s*(PONG|PING)\s*$/

/**
 * The frame in a line of somebody's recorder: the line itself, or the one member of an object around it, as JSON or as
 * the text that came. A message without a time of its own has that of the line.
 * @returns null for a line without a frame, such as the answer to a PING. A line that is none of this comes back as it is.
 */
export function frameIn(line: unknown): unknown {
  if (typeof line === 'string' && PONG.test(line)) return null
  if (!isObject(line) || Object.hasOwn(line, 'event_type')) return line
  const members = Object.values(line)
  if (members.some((member) => typeof member === 'string' && PONG.test(member))) return null
  const frames = members.map(asJson).filter(isFrame)
  const [frame] = frames
  return frames.length === 1 ? dated(frame, timeOf(line)) : line
}

const isMessage = (value: unknown): boolean => isObject(value) && typeof value['event_type'] === 'string'

const isFrame = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isMessage) : isMessage(value)

/** Text that is not JSON stays text. */
function asJson(member: unknown): unknown {
  if (typeof member !== 'string' || !/^\s*[[{]/.test(member)) return member
  return parseJson(member) ?? member
}

function timeOf(line: Readonly<Record<string, unknown>>): number | null {
  for (const name of TIMES) {
    const value = line[name]
    const ms = typeof value === 'string' || typeof value === 'number' ? instantMs(value) : null
    if (ms !== null) return ms
  }
  return null
}

function dated(frame: unknown, atMs: number | null): unknown {
  const one = (message: unknown): unknown =>
    atMs !== null && isObject(message) && message['timestamp'] === undefined
      ? { ...message, timestamp: atMs }
      : message
  return Array.isArray(frame) ? frame.map(one) : one(frame)
}
