import { l1Auth } from './l1Auth.ts'
import { l2Auth } from './l2Auth.ts'
import { type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Route } from './route.ts'

/** Checks who is asking, as far as the route cares, and lets its handler answer. */
export function answer(context: ApiContext, route: Route, call: Call): Reply {
  if (route.auth === 'none') return route.handle(context, call)
  if (route.auth === 'l1') {
    const caller = l1Auth(context, call)
    return caller === null ? refuse(401, 'Invalid L1 Request headers') : route.handle(context, call, caller)
  }
  const caller = l2Auth(context, call)
  return caller === null ? refuse(401, 'Unauthorized/Invalid api key') : route.handle(context, call, caller)
}
