import { MAX_FAULT_DELAY_MS } from '../http/faults.ts'
import type { Reply } from '../http/reply.ts'
import { refuse } from '../http/reply.ts'
import {
  cancelOnlyMode,
  disabledMode,
  postOnlyMode,
  restarting,
  tradingDisabled,
} from '../http/tradingMode.ts'
import { after, before } from './altered.ts'
import type { Effect, FaultKind } from './faultKind.ts'
import type { Words } from './words.ts'

/** Lost, late and refused: the connection, and answers that say nothing of what was done. */
export const REQUEST_FAULTS = {
  'drop-before': {
    help: 'the socket closes without an answer; the venue did nothing',
    make: () => before({ do: 'drop' }),
  },
  'drop-after': {
    help: 'the socket closes without an answer; the venue did what was asked',
    make: () => ({ on: 'request', after: { do: 'drop' } }),
  },
  'delay-before': {
    argument: '[TIME]',
    help: `the request arrives late (default ${MAX_FAULT_DELAY_MS / 1000}s, longer than any client waits)`,
    make: (words) => before({ do: 'delay', ms: words.durationMs(MAX_FAULT_DELAY_MS) }),
  },
  'delay-after': {
    argument: '[TIME]',
    help: 'the venue acts at once; its answer arrives late',
    make: (words) => ({ on: 'request', after: { do: 'delay', ms: words.durationMs(MAX_FAULT_DELAY_MS) } }),
  },
  '425': {
    argument: '[SECONDS] [after]',
    help: 'the engine restarts; Retry-After in seconds, 0 for no header (default 1)',
    make: (words) => {
      const seconds = words.count(1)
      return canned(words, seconds === 0 ? without(restarting(), 'retry-after') : restarting(seconds))
    },
  },
  '503-post-only': {
    argument: '[SECONDS] [after]',
    help: 'post-only mode, with its code and the seconds left (default 79)',
    make: (words) => canned(words, postOnlyMode(words.count(79))),
  },
  '503-cancel-only': answered('cancel-only mode, in the words of the reference', cancelOnlyMode),
  '503-disabled': answered('trading disabled, in the words of the reference', disabledMode),
  '503-guide': answered('"trading is disabled", which the guide prints for both', tradingDisabled),
  '429': {
    argument: '[SECONDS] [after]',
    help: 'too many requests, with Retry-After and Poly-RateLimit headers (default 1)',
    make: (words) => canned(words, tooMany(words.count(1))),
  },
  '500-insert': fiveHundred('could not insert order'),
  '500-run': fiveHundred('could not run the execution'),
  '500-timeout': fiveHundred('order timed out'),
  '500-internal': fiveHundred('Internal server error'),
  'empty-500': answered('status 500 with an empty body', () => ({ status: 500, body: '', headers: {} })),
  'html-403': answered('a page of the filter in front of the venue: blocked', () =>
    html(403, 'Sorry, you have been blocked'),
  ),
  'html-502': answered('a page of the filter in front of the venue: bad gateway', () =>
    html(502, 'Bad gateway'),
  ),
  '403-region': {
    help: 'the region is restricted; the venue did nothing',
    make: (words) => canned(words, refuse(403, REGION_TEXT)),
  },
  redirect: {
    argument: '[URL]',
    help: 'status 307 to another address (default /ok)',
    make: (words) => {
      const location = words.rest() || '/ok'
      return before({ do: 'reply', reply: { status: 307, body: '', headers: { location } } })
    },
  },
  reply: {
    argument: 'STATUS [after] [BODY]',
    help: 'any status; a body that starts with {, [, " or is null is sent as it is, other text as the error',
    make: (words) => {
      const status = words.count(null)
      const isAfter = words.flag('after')
      return effectOf(isAfter, anyReply(status, words.rest()))
    },
  },
} as const satisfies Record<string, FaultKind>

const REGION_TEXT =
  'Trading restricted in your region, please refer to available regions - https://docs.polymarket.com/developers/CLOB/geoblock'

/** The same answer each time; with "after" the venue did what was asked nevertheless. */
function answered(help: string, reply: () => Reply): FaultKind {
  return { argument: '[after]', help, make: (words) => canned(words, reply()) }
}

function fiveHundred(error: string): FaultKind {
  const help = `500 "${error}"; with "after" the venue did what was asked nevertheless`
  return answered(help, () => refuse(500, error))
}

const canned = (words: Words, reply: Reply): Effect => effectOf(words.flag('after'), reply)

const effectOf = (isAfter: boolean, reply: Reply): Effect =>
  isAfter ? after(() => reply) : before({ do: 'reply', reply })

/** An empty body, JSON as written, or the text of an error. */
function anyReply(status: number, text: string): Reply {
  if (text === '') return { status, body: '', headers: {} }
  const isJson = /^([{["]|null$)/.test(text)
  return isJson
    ? { status, body: text, headers: { 'content-type': 'application/json' } }
    : refuse(status, text)
}

export function tooMany(seconds: number): Reply {
  const reply = refuse(429, 'Too Many Requests')
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'retry-after': String(seconds),
      'poly-ratelimit-remaining': '0',
      'poly-ratelimit-reset': String(seconds),
      'poly-ratelimit-tier': 'standard',
    },
  }
}

function without(reply: Reply, header: string): Reply {
  const { [header]: _gone, ...headers } = reply.headers
  return { ...reply, headers }
}

const html = (status: number, title: string): Reply => ({
  status,
  body: `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`,
  headers: { 'content-type': 'text/html; charset=UTF-8' },
})
