import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import {
  type MonotonicMs,
  type OrderId,
  type SizeMicros,
  size,
  type TokenId,
} from '../../../shared/domain/units.ts'
import type { Witness } from '../../../shared/domain/witness.ts'
import type { CancelReport, Refreshed, Venue } from '../../../shared/ports/venue.ts'
import type { Actor } from './actor.ts'
import { createActorPost } from './actorPost.ts'
import { createActorTrades } from './actorTrades.ts'
import type { SharedVenue } from './sharedVenue.ts'

/** The venue as one process reaches it; every call has answered by its end, where it has one. */
export function createActorVenue(whole: Actor, shared: SharedVenue, endMs: MonotonicMs | null = null): Venue {
  const { venue, views } = shared
  const actor = endMs === null ? whole : endingBy(whole, endMs)
  const read: ReadCall = (name, effect) => readCall(actor, shared, name, effect)
  const cancel = (name: string, ids: readonly OrderId[], effect: () => Promise<CancelReport>) =>
    cancelCall(actor, shared, name, ids, effect)
  return {
    endingBy: (atMs) => createActorVenue(whole, shared, atMs),
    ...createActorTrades(actor, shared, endMs),
    sign: (draft, remembered) => venue.sign(draft, remembered),
    post: createActorPost(actor, shared),
    cancel: (ids) => cancel('cancel', ids, () => venue.cancel(ids)),
    cancelMarket: (market, tokens) => cancel('cancelMarket', [], () => venue.cancelMarket(market, tokens)),
    cancelAll: () => cancel('cancelAll', [], () => venue.cancelAll()),
    openOrders: () => read('openOrders', () => views.openOrders()),
    order: (id) => read('order', () => venue.order(id)),
    books: (tokens, coverMicros) => books(actor, shared, tokens, coverMicros),
    market: (market) => read('market', () => venue.market(market)),
    balance: (token, remembered) => read('balance', () => views.balance(token, remembered)),
    refreshBalance: (token, remembered) =>
      actor.call<Refreshed>({
        name: 'refreshBalance',
        kind: 'read',
        effect: async () =>
          shared.isOut()
            ? { is: 'unanswered', why: 'status 503' }
            : await views.refreshBalance(token, remembered),
        unknown: (why) => ({ is: 'unanswered', why }),
      }),
    positions: () => read('positions', () => positions(shared)),
    witness: (of) =>
      actor.call<Witness>({
        name: 'witness',
        kind: 'read',
        effect: async () => (shared.isOut() ? silent('status 503') : await venue.witness(of)),
        unknown: silent,
      }),
    timeMs: () => {
      const beganMs = actor.clock.nowMs()
      return read('timeMs', async () =>
        known(((await venue.timeMs()) as { value: typeof beganMs }).value, beganMs),
      )
    },
  }
}

/** What is begun too late is not sent; what takes longer has no answer. */
const endingBy = (actor: Actor, endMs: MonotonicMs): Actor => ({
  ...actor,
  call: (of) => {
    const leftMs = Math.floor(endMs - actor.clock.monotonicMs())
    return actor.call({ ...of, withinMs: Math.min(leftMs, of.withinMs ?? leftMs) })
  },
})

const silent = (why: string): Witness => ({ midMicros: unknown(why), trade: unknown(why) })

type ReadCall = <T>(name: string, effect: () => Promise<Read<T>>) => Promise<Read<T>>

function readCall<T>(actor: Actor, shared: SharedVenue, name: string, effect: () => Promise<Read<T>>) {
  const asOf = actor.clock.nowMs()
  return actor.call<Read<T>>({
    name,
    kind: 'read',
    effect: async () => {
      if (shared.isOut()) return unknown('status 503')
      if (shared.troubles.unread === name) return unknown('no answer for long')
      const answer = await effect()
      return answer.ok ? { ...answer, asOf } : answer
    },
    unknown,
  })
}

function cancelCall(
  actor: Actor,
  shared: SharedVenue,
  name: string,
  ids: readonly OrderId[],
  effect: () => Promise<CancelReport>,
) {
  const lost = (why: string): CancelReport => ({
    byId: new Map(ids.map((id) => [id, { is: 'unknown', why }])),
    canceled: [],
    complete: false,
    why,
  })
  return actor.call<CancelReport>({
    name,
    kind: 'write',
    effect: async () => (shared.isOut() ? lost('status 503') : await effect()),
    unknown: lost,
  })
}

async function positions({ venue, faults }: SharedVenue) {
  const answer = await venue.positions()
  if (!answer.ok || !faults.happens('positions: nonsense', 1)) return answer
  return known(new Map([...answer.value].map(([token]) => [token, size(77_000_000)])), answer.asOf)
}

async function books(
  actor: Actor,
  shared: SharedVenue,
  tokens: readonly TokenId[],
  coverMicros?: SizeMicros,
) {
  const asOf = actor.clock.nowMs()
  const all = (why: string) => new Map(tokens.map((token) => [token, unknown(why)]))
  return await actor.call<Awaited<ReturnType<Venue['books']>>>({
    name: 'books',
    kind: 'read',
    effect: async () => {
      if (shared.isOut()) return all('status 503')
      if (shared.troubles.unread === 'books') return all('no answer for long')
      const answer = await shared.views.books(tokens, coverMicros)
      return new Map([...answer].map(([token, book]) => [token, book.ok ? { ...book, asOf } : book]))
    },
    unknown: all,
  })
}
