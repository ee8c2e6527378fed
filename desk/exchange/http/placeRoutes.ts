import { createHash } from 'node:crypto'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import type { PlaceRequest, PlaceResult } from '../exchange.ts'
import { admitOrder } from './admitOrder.ts'
import { type ParsedPost, parsePost } from './orderWire.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'
import { POST_ONLY_TEXT } from './tradingMode.ts'

const MAX_BATCH = 15

/** What the venue answers for one order; `transactionsHashes` of matched ones come later, with their trades. */
interface PlacedWire {
  readonly success: boolean
  readonly errorMsg: string
  readonly orderID: string
  readonly takingAmount: string
  readonly makingAmount: string
  readonly status: string
  readonly transactionsHashes?: readonly string[]
  readonly tradeIDs: readonly string[]
}

export function postOneOrder(context: ApiContext, call: Call, caller: Caller): Reply {
  const post = parsePost(parseJson(call.body))
  const closed = restrictedMode(context, post)
  if (closed !== null) return closed
  const placed = place(context, caller, post)
  return placed.ok ? ok(printPlaced(context, placed.request, placed)) : refuse(placed.status, placed.error)
}

/** One bad shape refuses the whole batch; other refusals are at their order's place in a 200. */
export function postOrders(context: ApiContext, call: Call, caller: Caller): Reply {
  const bodies = parseJson(call.body)
  if (!Array.isArray(bodies) || bodies.length === 0) return refuse(400, 'Invalid order payload')
  if (bodies.length > MAX_BATCH)
    return refuse(400, `Too many orders in payload: ${bodies.length}, max allowed: ${MAX_BATCH}`)
  const posts = bodies.map(parsePost)
  const malformed = posts.find((post) => !post.ok && post.error === 'Invalid order payload')
  if (malformed !== undefined) return refuse(400, 'Invalid order payload')
  return ok(
    posts.map((post) => {
      if (restrictedMode(context, post) !== null) return printRefused(POST_ONLY_TEXT)
      const placed = place(context, caller, post)
      return placed.ok ? printPlaced(context, placed.request, placed) : printRefused(placed.error)
    }),
  )
}

/** In post-only mode an order that could take. */
const restrictedMode = ({ mode, exchange }: ApiContext, parsed: ParsedPost): Reply | null =>
  parsed.ok && !parsed.post.postOnly ? mode.refusal(exchange.nowMs(), 'post') : null

type Placed =
  | (PlaceResult & { readonly ok: true; readonly request: PlaceRequest })
  | (PlaceResult & { readonly ok: false })

function place(context: ApiContext, caller: Caller, parsed: ParsedPost): Placed {
  if (!parsed.ok) return { ok: false, status: 400, error: parsed.error }
  const admitted = admitOrder(context, caller, parsed.post)
  if (!admitted.ok) return { ok: false, status: 400, error: admitted.error }
  const result = context.exchange.place(admitted.request)
  return result.ok ? { ...result, request: admitted.request } : result
}

function printPlaced(
  { settings }: ApiContext,
  request: PlaceRequest,
  placed: PlaceResult & { readonly ok: true },
): PlacedWire {
  const isMatched = placed.tradeIds.length > 0
  return {
    success: true,
    errorMsg: '',
    orderID: request.id,
    takingAmount: isMatched ? formatMicros(placed.takingMicros) : '',
    makingAmount: isMatched ? formatMicros(placed.makingMicros) : '',
    status: placed.status,
    ...(settings.postForm === 'withHashes' || !isMatched
      ? { transactionsHashes: placed.tradeIds.map(promisedHash) }
      : {}),
    tradeIDs: placed.tradeIds,
  }
}

/** Of the transaction that was going to settle the trade; what settles it in the end may be another. */
const promisedHash = (tradeId: string): string => `0x${createHash('sha256').update(tradeId).digest('hex')}`

/** `success` stays true in a batch whose order was refused: only `errorMsg` shows it. */
const printRefused = (errorMsg: string): PlacedWire => ({
  success: true,
  errorMsg,
  orderID: '',
  takingAmount: '',
  makingAmount: '',
  status: '',
  transactionsHashes: [],
  tradeIDs: [],
})
