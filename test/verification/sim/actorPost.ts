import { orderId } from '../../../shared/domain/units.ts'
import type { PostOutcome } from '../../../shared/machine/decision.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { type Actor, NO_TIME } from './actor.ts'
import type { SharedVenue } from './sharedVenue.ts'

/** A POST is taken as long as its expiry allows: 180 s before it the venue refuses, and that ends it. */
const MAX_POST_DELAY_MS = 420_000
const MIDWAY_POST_DELAY_MS = 120_000

/** A POST as one process sends it: lost, late, taken twice, or answered with another order's id. */
export function createActorPost(actor: Actor, shared: SharedVenue): Venue['post'] {
  const { venue, faults, troubles } = shared
  return async (order, sendBy) => {
    if (actor.clock.monotonicMs() > sendBy) return { is: 'unsent', why: 'the deadline has passed' }
    if (actor.isDead()) return await new Promise(() => undefined)
    shared.sends(order.id)
    const effect = async (): Promise<PostOutcome> => {
      if (shared.isOut() && !faults.happens('post: 503 and taken', 500))
        return { is: 'unknown', why: 'status 503' }
      if (troubles.refused === order.draft.side) return refusal(order.id)
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
      unknown: (why) => (why === NO_TIME ? { is: 'unsent', why } : { is: 'unknown', why }),
      // Beyond two minutes most are refused: within them somebody may have believed that it never arrived.
      isDelayed: faults.happens('post: delayed', 25),
      maxDelayMs: faults.happens('post: delayed to the end', 100) ? MAX_POST_DELAY_MS : MIDWAY_POST_DELAY_MS,
    })
  }
}

/** Half of them in words that are on no list. */
const refusal = (id: string): PostOutcome => {
  const text = `order ${id} crosses the book`
  return id.endsWith('1') || id.endsWith('5')
    ? { is: 'unknown', why: 'status 400: trading is busy', refused: true }
    : { is: 'rejected', code: 'crosses', text }
}
