import { parseJson } from '../../../shared/domain/parseJson.ts'
import { l1Auth } from './l1Auth.ts'
import { l2Auth } from './l2Auth.ts'
import { type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller, Route } from './route.ts'

/** Checks who is asking, as far as the route cares, and lets its handler answer. */
export function answer(context: ApiContext, route: Route, call: Call): Reply {
  if (route.auth === 'none') return route.handle(context, call)
  if (route.auth === 'l1') {
    const caller = l1Auth(context, call)
    return caller === null ? refuse(401, 'Invalid L1 Request headers') : route.handle(context, call, caller)
  }
  const caller = l2Auth(context, call)
  if (caller === null) return refuse(401, 'Unauthorized/Invalid api key')
  if (route.acts === undefined) return route.handle(context, call, caller)
  return trade(context, call, { caller, acts: route.acts, handle: route.handle })
}

/** Requests of the matching engine: it may be away, take cancels only, or have heard enough of this signer. */
function trade(
  context: ApiContext,
  call: Call,
  of: {
    readonly caller: Caller
    readonly acts: 'orders' | 'cancels'
    readonly handle: (context: ApiContext, call: Call, caller: Caller) => Reply
  },
): Reply {
  const { caller, acts } = of
  const nowMs = context.exchange.nowMs()
  const refusal =
    context.mode.refusal(nowMs, acts === 'orders' ? 'postOnlyPost' : 'cancel') ??
    context.limits.take(caller.address, acts, { cost: costOf(call), nowMs })
  if (refusal !== null) return refusal
  const reply = of.handle(context, call, caller)
  return { ...reply, headers: { ...reply.headers, ...context.limits.headers(caller.address, acts, nowMs) } }
}

/** One each order; what a cancel without ids costs beyond that is charged when it is known. */
function costOf({ path, body }: Call): number {
  const list = path === '/orders' ? parseJson(body) : null
  return Array.isArray(list) ? list.length : 1
}
