import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import type { PostOutcome } from '../machine/decision.ts'
import type { Answer } from './answer.ts'
import { rejectCodeOf } from './rejections.ts'
import { describe } from './session.ts'
import { brief, readOrderId } from './wire.ts'

/**
 * What the answer to POST /order proves. Accepted: 200, success, no error text, an id and a status that says so.
 * Rejected: 400, 401 or 403 in JSON, or 200 with success false, whose text is on the allow-list. All else, time-outs
 * and the venue's pauses included, proves nothing; a refusal in other words is said to be one.
 */
export function classifyPost(answer: Answer): PostOutcome {
  if (answer.is === 'unsent') return answer
  if (answer.is === 'lost') return { is: 'unknown', why: answer.why }
  const { status, body } = answer
  const json = body.is === 'json' && isObject(body.value) ? body.value : null
  if (json !== null && status === 200)
    return accepted(json) ?? rejected(json, json['success'] === false, answer)
  if (json !== null && REFUSING.has(status)) return rejected(json, json['success'] !== true, answer)
  const refuses = status >= 400 && status < 500 && !PAUSING.has(status)
  return { is: 'unknown', why: describe(answer), ...(refuses ? { refused: true } : {}) }
}

/** Too early or too many: the venue's pauses, which have a brake of their own. A time-out says nothing. */
const PAUSING: ReadonlySet<number> = new Set([408, 425, 429])
const REFUSING: ReadonlySet<number> = new Set([400, 401, 403])
const ACCEPTED: ReadonlySet<unknown> = new Set(['live', 'matched', 'delayed'])

function accepted(json: JsonObject): PostOutcome | null {
  const id = readOrderId(json['orderID'])
  const clean = json['success'] === true && errorTexts(json).length === 0
  return clean && id !== null && ACCEPTED.has(json['status']) ? { is: 'accepted', id } : null
}

function rejected(json: JsonObject, refuses: boolean, answer: Answer): PostOutcome {
  const texts = errorTexts(json)
  const [text] = texts
  const code = refuses && texts.length === 1 && text !== undefined ? rejectCodeOf(text) : null
  if (code === null || text === undefined) {
    return { is: 'unknown', why: describe(answer), ...(refuses ? { refused: true } : {}) }
  }
  return { is: 'rejected', code, text: text.slice(0, MAX_TEXT) }
}

const MAX_TEXT = 500

/** `error` where the request failed, `errorMsg` where the order did; whatever is not text counts as one, unreadable. */
function errorTexts(json: JsonObject): readonly string[] {
  const given = [json['error'], json['errorMsg']].filter(
    (text) => text !== undefined && text !== null && text !== '',
  )
  return [...new Set(given.map((text) => (typeof text === 'string' ? text : brief(text))))]
}
