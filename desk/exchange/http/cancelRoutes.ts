import { isObject } from '../../../shared/domain/jsonObject.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import type { CancelResult } from '../exchange.ts'
import { isBytes32, isDigits } from './hex.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

const MAX_CANCELS = 1000

export function cancelOrder(context: ApiContext, call: Call, caller: Caller): Reply {
  const id = field(parseJson(call.body), 'orderID')
  if (id === undefined) return refuse(400, 'Invalid order payload')
  if (!isBytes32(id)) return refuse(400, 'Invalid orderID')
  return printCancel(context.exchange.cancel(caller.account, [id]))
}

export function deleteOrders(context: ApiContext, call: Call, caller: Caller): Reply {
  const ids = parseJson(call.body)
  if (!Array.isArray(ids) || ids.length === 0) return refuse(400, 'Invalid order payload')
  if (ids.length > MAX_CANCELS) return refuse(400, `Too many orders in payload, max allowed: ${MAX_CANCELS}`)
  if (!ids.every(isBytes32)) return refuse(400, 'Invalid orderID')
  return printCancel(context.exchange.cancel(caller.account, ids))
}

export function deleteAllOrders(context: ApiContext, _call: Call, caller: Caller): Reply {
  return chargeAndPrint(context, caller, context.exchange.cancelAll(caller.account))
}

/** By market, by token, or both; neither would be cancel-all by accident. */
export function cancelMarketOrders(context: ApiContext, call: Call, caller: Caller): Reply {
  const body = parseJson(call.body)
  const market = field(body, 'market') ?? ''
  const token = field(body, 'asset_id') ?? ''
  if (market === '' && token === '') return refuse(400, 'Invalid order payload')
  if ((market !== '' && !isBytes32(market)) || (token !== '' && !isDigits(token)))
    return refuse(400, 'Invalid order payload')
  const filter = {
    ...(isBytes32(market) && { market: marketId(market) }),
    ...(isDigits(token) && { token: tokenId(token) }),
  }
  return chargeAndPrint(context, caller, context.exchange.cancelMarket(caller.account, filter))
}

/** What names no ids costs one, and one more for each order that went. */
function chargeAndPrint(context: ApiContext, caller: Caller, result: CancelResult): Reply {
  const { limits, exchange } = context
  limits.charge(caller.address, 'cancels', { cost: result.canceled.length, nowMs: exchange.nowMs() })
  return printCancel(result)
}

/** 200 even where nothing was canceled. */
const printCancel = (result: CancelResult): Reply =>
  ok({ canceled: result.canceled, not_canceled: result.notCanceled })

const field = (body: unknown, name: string): unknown => (isObject(body) ? body[name] : undefined)
