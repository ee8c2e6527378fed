import { isRelieved } from '../domain/lease.ts'
import type { Lease, LeaseCheck } from '../ports/store.ts'
import { claimIn } from './claim.ts'
import { leasedKey } from './leasedKey.ts'
import { type Attributes, getAll, type Table } from './requests.ts'
import { safeInteger } from './storedSchema.ts'

/** What one request takes. */
const KEYS_A_REQUEST = 100
/** All that says whose lease it is, and who waits for it. */
const OF_THE_LEASE = ['leaseId', 'fence', 'startAt', 'claimId', 'claimAt'] as const

/** Consistent reads of nothing but the leases, a hundred in a request; where that is not answered those are unknown. */
export async function look(table: Table, leases: readonly Lease[]): Promise<readonly LeaseCheck[]> {
  const chunks = Array.from({ length: Math.ceil(leases.length / KEYS_A_REQUEST) }, (_, nth) =>
    leases.slice(nth * KEYS_A_REQUEST, (nth + 1) * KEYS_A_REQUEST),
  )
  return (await Promise.all(chunks.map((chunk) => lookAtSome(table, chunk)))).flat()
}

async function lookAtSome(table: Table, leases: readonly Lease[]): Promise<readonly LeaseCheck[]> {
  const read = await getAll(table, 'look', leases.map(leasedKey), OF_THE_LEASE)
  if (read.is === 'unknown') return leases.map(() => read)
  return leases.map((lease, nth) => lookedAt(table, lease, read.value[nth] ?? {}))
}

function lookedAt({ clock }: Table, lease: Lease, item: Attributes): LeaseCheck {
  if (item['leaseId'] !== lease.id || item['fence'] !== lease.fence) return { is: 'lost' }
  const claimAtMs = claimIn(item)?.atMs ?? null
  return { is: 'ours', isClaimed: isRelieved(claimAtMs, safeInteger(item['startAt']), clock.nowMs()) }
}
