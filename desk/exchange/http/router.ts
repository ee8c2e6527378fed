import type { Route } from './route.ts'

export interface Routed {
  readonly route: Route
  readonly params: readonly string[]
}

/** Finds the route of a request: patterns hold at most one open part, and it is the last. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Routed | null {
  const exact = new Map<string, Routed>()
  const open = new Map<string, Route>()
  for (const route of routes) {
    const key = `${route.method} ${route.pattern}`
    if (key.endsWith('/:')) open.set(key.slice(0, -1), route)
    else exact.set(key, { route, params: [] })
  }
  return (method, path) => {
    const found = exact.get(`${method} ${path}`)
    if (found !== undefined) return found
    const cut = path.lastIndexOf('/') + 1
    const route = open.get(`${method} ${path.slice(0, cut)}`)
    return route === undefined || cut === path.length ? null : { route, params: [path.slice(cut)] }
  }
}
