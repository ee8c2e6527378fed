import { createHash, randomBytes } from 'node:crypto'
import type { OrderDraft } from '../domain/order.ts'
import { type EpochMs, orderId } from '../domain/units.ts'
import type { Signing } from '../ports/venue.ts'

/**
 * A paper order's id: a hash of what it says and of chance. Its prefix makes it none that the venue can know, whose
 * ids are bare hashes; and it is not a form that the venue reads.
 */
export function paperOrder<Draft extends OrderDraft>(
  draft: Draft,
  nowMs: EpochMs,
): Extract<Signing<Draft>, { is: 'signed' }> {
  const salt = randomBytes(16).toString('hex')
  const timestamp = String(nowMs)
  const hash = createHash('sha256')
    .update(JSON.stringify([draft, salt, timestamp]))
    .digest('hex')
  const id = orderId(`${PAPER_ID_PREFIX}${hash}`)
  return { is: 'signed', order: { id, salt, timestamp, draft, wire: null } }
}

export const PAPER_ID_PREFIX = 'paper-'
