import type { Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

/** More addresses than a client asks within the time that they are kept. */
const MAX_KEPT = 1_000

/**
 * Answers the same address for as long as the venue's network was seen to: what happened since is not in it. A copy
 * says its age, and carries the date it was made.
 */
export function cached({ dataCache, settings, exchange }: ApiContext, call: Call, make: () => Reply): Reply {
  const lifeMs = settings.dataCacheSeconds * 1_000
  if (lifeMs === 0) return make()
  const key = `${call.path}?${call.query}`
  const nowMs = exchange.nowMs()
  const kept = dataCache.get(key)
  if (kept !== undefined && nowMs - kept.atMs < lifeMs) {
    const headers = {
      ...kept.reply.headers,
      age: String(Math.floor((nowMs - kept.atMs) / 1_000)),
      date: new Date(kept.atMs).toUTCString(),
    }
    return { ...kept.reply, headers }
  }
  const reply = make()
  if (reply.status === 200) dataCache.set(key, { reply, atMs: nowMs })
  if (dataCache.size > MAX_KEPT) dataCache.delete(dataCache.keys().next().value ?? '')
  return reply
}
