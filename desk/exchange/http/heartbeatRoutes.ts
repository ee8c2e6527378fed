import { parseJson } from '../../../shared/domain/parseJson.ts'
import { json, ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

/** Which of the two documented forms a wrong id is answered in is a setting: clients have to read both. */
export function postHeartbeat({ heartbeats, settings }: ApiContext, call: Call, caller: Caller): Reply {
  const body = parseJson(call.body)
  const id = typeof body === 'object' && body !== null && 'heartbeat_id' in body ? body.heartbeat_id : ''
  // The first beat may name null or nothing.
  if (id !== null && typeof id !== 'string') return refuse(400, 'Invalid heartbeat payload')
  const beat = heartbeats.beat(caller.apiKey, id ?? '')
  if (beat.is === 'alive') return ok({ heartbeat_id: beat.nextId })
  const field = settings.heartbeatError === 'guide' ? 'error_msg' : 'error'
  return json(400, { [field]: 'Invalid Heartbeat ID', heartbeat_id: beat.expectedId })
}

export function postLegacyHeartbeat({ heartbeats }: ApiContext, _call: Call, caller: Caller): Reply {
  heartbeats.beatWithoutId(caller.apiKey)
  return ok({ status: 'ok' })
}
