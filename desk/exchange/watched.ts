import type { AuditedExchange } from './auditedExchange.ts'
import type { Watcher } from './exchange.ts'

/** The same exchange, which notifies its watchers after each step; without any it costs nothing. */
export function watched(exchange: Omit<AuditedExchange, 'watch'>): AuditedExchange {
  const watchers = new Set<Watcher>()
  const after =
    <A extends readonly unknown[], R>(act: (...args: A) => R, isSnapshot = (..._: A): boolean => false) =>
    (...args: A): R => {
      const result = act(...args)
      for (const watch of watchers) watch({ isSnapshot: isSnapshot(...args) })
      return result
    }
  return {
    ...exchange,
    advanceTo: after(exchange.advanceTo),
    change: after(exchange.change),
    wipe: after(exchange.wipe, () => true),
    feed: after(exchange.feed, (_, { type }) => type === 'book'),
    place: after(exchange.place),
    cancel: after(exchange.cancel),
    cancelMarket: after(exchange.cancelMarket),
    cancelAll: after(exchange.cancelAll),
    hit: after(exchange.hit),
    watch: (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}
