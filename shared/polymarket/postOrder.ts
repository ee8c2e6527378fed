import { type ClobClient, OrderType } from '@polymarket/clob-client-v2'
import { assert } from '../domain/assert.ts'
import type { MonotonicMs } from '../domain/units.ts'
import type { PostOutcome } from '../machine/decision.ts'
import type { SignedOrder } from '../ports/venue.ts'
import { classifyPost } from './postOutcome.ts'
import { askWrite, type Session } from './session.ts'
import { type WireOrder, wasSignedHere } from './signedHere.ts'

/**
 * Posts once, as GTD. A taker exit goes the same way: the client polls up to 30 s for settlement where an answer
 * names trades, but it is handed an empty answer, so `deferExec`, whose meaning the venue does not document,
 * keeps its default.
 */
export async function postOrder(
  session: Session,
  order: SignedOrder,
  sendBy: MonotonicMs,
): Promise<PostOutcome> {
  const { wire } = order
  // An order on paper carries nothing that could be sent; this says so before anything is built from it.
  assert(wasSignedHere(wire), `order ${order.id} was not signed for the venue`)
  assert(!posted.has(wire), `order ${order.id} was posted before`)
  posted.add(wire)
  const pause = session.pause.reason(order.draft.postOnly)
  if (pause !== null) return { is: 'unsent', why: pause }
  const mostMs = Math.max(0, sendBy - session.clock.monotonicMs() - SEND_MS)
  if (!(await session.orders.admit(1, mostMs))) return { is: 'unsent', why: NO_TURN }
  // The client's type asks for V1's `taker`, which its own builder leaves out.
  const signed = wire as unknown as Parameters<ClobClient['postOrder']>[0]
  const send = async () =>
    (await session.privateClient()).postOrder(signed, OrderType.GTD, order.draft.postOnly)
  return classifyPost(await askWrite(session, send, sendBy))
}

/** Of the time in which it may leave, kept for opening its connection. */
const SEND_MS = 500
const NO_TURN =
  'the venue limits orders per second, and this one’s turn would come too late: the next tick decides again'

/** Never again, whatever the first time brought. */
const posted = new WeakSet<WireOrder>()
