import { isObject } from '../../../shared/domain/jsonObject.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import type { FaultedRequest } from '../http/faults.ts'
import type { Reply } from '../http/reply.ts'
import { json, ok, refuse } from '../http/reply.ts'
import { altered, before } from './altered.ts'
import { alterJson, changeEach } from './alterJson.ts'
import type { FaultKind } from './faultKind.ts'

const POSTS = ['POST /order', 'POST /orders']
const CANCELS = ['DELETE /order', 'DELETE /orders', 'DELETE /cancel-all', 'DELETE /cancel-market-orders']
const CANCELS_BY_ID = ['DELETE /order', 'DELETE /orders']
const DEFAULT_MODE_MS = 120_000
const DEFAULT_RESTART_MS = 60_000
const DEFAULT_HIDDEN_MS = 5_000

/** Posts and cancels that end otherwise than their answer says, and the venue's restricted modes. */
export const ORDER_FAULTS = {
  duplicated: altered(
    'the order is accepted, but answered with 400 "... is invalid. Duplicated."',
    ['POST /order'],
    duplicated,
  ),
  delayed: status('delayed'),
  unmatched: status('unmatched'),
  'other-id': altered(
    'the order is accepted, and the answer names an id that belongs to no order',
    POSTS,
    changeEach((record) => ({ ...record, orderID: `0x${'0d'.repeat(32)}` })),
  ),
  'token-limit': {
    help: 'each entry of a batch is refused: "Rate limit exceeded for tokenId", with status "delayed"',
    routes: ['POST /orders'],
    make: () => before({ do: 'replyTo', answer: tokenLimit }),
  },
  'short-batch': altered('the answer to a batch lacks its last entry', ['POST /orders'], shortBatch),
  'late-fill': {
    argument: '[TIME] [all]',
    help: 'half of the order (or all) trades just before its cancel is acknowledged; the trade shows later (default 5s)',
    routes: CANCELS,
    make: (words) => {
      const hideMs = words.durationMs(DEFAULT_HIDDEN_MS)
      const part = words.flag('all') ? 'all' : 'half'
      return {
        on: 'request',
        before: { do: 'fill', part, hideMs },
        after: { do: 'alter', alter: acknowledged },
      }
    },
  },
  'fill-first': {
    help: 'the order trades just before its cancel arrives: not_canceled',
    routes: CANCELS,
    make: () => before({ do: 'fill', part: 'all', hideMs: 0 }),
  },
  'not-canceled': {
    argument: '[TEXT]',
    help: 'nothing is canceled, and the answer says so for each id (default: Order not found or already canceled)',
    routes: CANCELS_BY_ID,
    make: (words) => {
      const why = words.rest() || 'Order not found or already canceled'
      return before({ do: 'replyTo', answer: (request) => notCanceled(request, why) })
    },
  },
  restart: {
    argument: '[TIME] [wipe]',
    help: 'the engine restarts: 425 for this long (default 60s), then post-only for 2 minutes; wipe empties the book',
    once: true,
    make: (words) => {
      const ms = words.durationMs(DEFAULT_RESTART_MS)
      return before({ do: 'mode', mode: 'restarting', ms, wipe: words.flag('wipe') })
    },
  },
  'post-only': mode('postOnly', 'only post-only orders and cancels'),
  'cancel-only': mode('cancelOnly', 'only cancels'),
  disabled: mode('disabled', 'neither orders nor cancels'),
} as const satisfies Record<string, FaultKind>

function status(word: 'delayed' | 'unmatched'): FaultKind {
  const alter = changeEach((record) => ({ ...record, status: word }))
  return altered(`the order is taken and answered with status "${word}"`, POSTS, alter)
}

function mode(name: 'postOnly' | 'cancelOnly' | 'disabled', what: string): FaultKind {
  return {
    argument: '[TIME]',
    help: `${what} for this long (default 2m), from the request that it strikes`,
    once: true,
    make: (words) => before({ do: 'mode', mode: name, ms: words.durationMs(DEFAULT_MODE_MS), wipe: false }),
  }
}

function duplicated(honest: Reply): Reply {
  const body = parseJson(honest.body)
  if (honest.status !== 200 || !isObject(body)) return honest
  return refuse(400, `order ${String(body['orderID'])} is invalid. Duplicated.`)
}

function tokenLimit({ body }: FaultedRequest): Reply {
  const orders = parseJson(body)
  const refused = (entry: unknown) => ({
    success: false,
    errorMsg: `Rate limit exceeded for tokenId: ${tokenOf(entry)}`,
    orderID: '',
    takingAmount: '',
    makingAmount: '',
    status: 'delayed',
    transactionsHashes: [],
    tradeIDs: [],
  })
  return Array.isArray(orders) ? ok(orders.map(refused)) : refuse(400, 'Invalid order payload')
}

const tokenOf = (entry: unknown): string =>
  isObject(entry) && isObject(entry['order']) ? String(entry['order']['tokenId']) : ''

function shortBatch(honest: Reply): Reply {
  const body = parseJson(honest.body)
  return honest.status === 200 && Array.isArray(body) ? ok(body.slice(0, -1)) : honest
}

/** What was filled in secret is acknowledged as canceled. */
function acknowledged(honest: Reply, request: FaultedRequest): Reply {
  return alterJson((body) => {
    const { canceled, not_canceled: not } = body
    if (!Array.isArray(canceled) || !isObject(not)) return body
    const filled = Object.keys(not).filter(
      (id) => not[id] === 'Order already matched' && request.body.includes(id),
    )
    const rest = Object.fromEntries(Object.entries(not).filter(([id]) => !filled.includes(id)))
    return { canceled: [...canceled, ...filled], not_canceled: rest }
  })(honest)
}

function notCanceled({ body }: FaultedRequest, why: string): Reply {
  const ids = body.match(/0x[0-9a-fA-F]{64}/g) ?? []
  return json(200, { canceled: [], not_canceled: Object.fromEntries(ids.map((id) => [id, why])) })
}
