import type { LegWithoutId } from '../../shared/domain/leg.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import { type OrderId, orderId, size, type TokenId } from '../../shared/domain/units.ts'
import type { CancelReport, Venue } from '../../shared/engine/venue.ts'
import type { PostOutcome } from '../../shared/machine/decision.ts'
import type { Actor } from './actor.ts'
import type { Faults } from './faults.ts'
import type { Views } from './views.ts'

/** The venue as the simulation has it, before any network. */
export interface SharedVenue {
  readonly venue: Venue
  readonly views: Views
  readonly faults: Faults
  /** 425, 429 or 503 to whoever asks; a POST among them may have been taken all the same. */
  isOut(): boolean
  /** Before a POST leaves: a truth the invariants need. */
  readonly sends: (id: OrderId) => void
}

/** A POST is taken as long as its expiry allows: 180 s before it the venue refuses, and that ends it. */
const MAX_POST_DELAY_MS = 420_000
const MIDWAY_POST_DELAY_MS = 120_000

/** The venue as one process reaches it. */
export function createActorVenue(actor: Actor, shared: SharedVenue): Venue {
  const { venue, views, faults } = shared
  const read = <T>(name: string, effect: () => Promise<Read<T>>) => {
    const asOf = actor.clock.nowMs()
    return actor.call<Read<T>>({
      name,
      kind: 'read',
      effect: async () => {
        if (shared.isOut()) return unknown('status 503')
        const answer = await effect()
        return answer.ok ? { ...answer, asOf } : answer
      },
      unknown,
    })
  }
  const cancel = (name: string, ids: readonly OrderId[], effect: () => Promise<CancelReport>) => {
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
  return {
    sign: (draft) => venue.sign(draft),
    post: async (order, sendBy) => {
      if (actor.clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the deadline has passed' }
      if (actor.isDead()) return await new Promise(() => undefined)
      shared.sends(order.id)
      const effect = async (): Promise<PostOutcome> => {
        if (shared.isOut() && !faults.happens('post: 503 and taken', 500))
          return { is: 'unknown', why: 'status 503' }
        const outcome = await venue.post(order, sendBy)
        if (faults.happens('post: sent twice', 5)) await venue.post(order, sendBy)
        if (shared.isOut()) return { is: 'unknown', why: 'status 503' }
        return outcome.is === 'accepted' && faults.happens('post: another id', 0.5)
          ? { ...outcome, id: orderId(order.id.replace('0x0', '0xf')) }
          : outcome
      }
      return await actor.call<PostOutcome>({
        name: `post ${order.id.slice(-6)}`,
        kind: 'write',
        effect,
        unknown: (why) => ({ is: 'unknown', why }),
        // Beyond two minutes most are refused: within them somebody may have believed that it never arrived.
        isDelayed: faults.happens('post: delayed', 25),
        maxDelayMs: faults.happens('post: delayed to the end', 100)
          ? MAX_POST_DELAY_MS
          : MIDWAY_POST_DELAY_MS,
      })
    },
    cancel: (ids) => cancel('cancel', ids, () => venue.cancel(ids)),
    cancelMarket: (market, tokens) => cancel('cancelMarket', [], () => venue.cancelMarket(market, tokens)),
    cancelAll: () => cancel('cancelAll', [], () => venue.cancelAll()),
    trades: (sinceMs) =>
      read('trades', async () => {
        const answer = await views.trades(sinceMs)
        if (!answer.ok || !faults.happens('trades: a row without id', 0.05)) return answer
        return known({ ...answer.value, withoutId: [WITHOUT_ID] }, answer.asOf)
      }),
    tradesById: (ids) => read('tradesById', () => views.tradesById(ids)),
    openOrders: () => read('openOrders', () => views.openOrders()),
    order: (id) => read('order', () => venue.order(id)),
    books: (tokens) => books(actor, shared, tokens),
    market: (market) => read('market', () => venue.market(market)),
    balance: (token) => read('balance', () => venue.balance(token)),
    refreshBalance: (token) => venue.refreshBalance(token),
    positions: () =>
      read('positions', async () => {
        const answer = await venue.positions()
        if (!answer.ok || !faults.happens('positions: nonsense', 1)) return answer
        return known(new Map([...answer.value].map(([token]) => [token, size(77_000_000)])), answer.asOf)
      }),
    timeMs: () => {
      const beganMs = actor.clock.nowMs()
      return read('timeMs', async () =>
        known(((await venue.timeMs()) as { value: typeof beganMs }).value, beganMs),
      )
    },
  }
}

async function books(actor: Actor, shared: SharedVenue, tokens: readonly TokenId[]) {
  const asOf = actor.clock.nowMs()
  const all = (why: string) => new Map(tokens.map((token) => [token, unknown(why)]))
  return await actor.call<Awaited<ReturnType<Venue['books']>>>({
    name: 'books',
    kind: 'read',
    effect: async () => {
      if (shared.isOut()) return all('status 503')
      const answer = await shared.venue.books(tokens)
      return new Map([...answer].map(([token, book]) => [token, book.ok ? { ...book, asOf } : book]))
    },
    unknown: all,
  })
}

const WITHOUT_ID: LegWithoutId = { raw: '{"id":""}', market: null, orderId: null }
