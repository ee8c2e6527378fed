import { STOP_CODES, type UnlatchedStop } from '../domain/control.ts'
import type { MarketId } from '../domain/units.ts'
import type { Lease, WriteResult } from '../ports/store.ts'
import { leasedKey } from './leasedKey.ts'
import type { Attributes, Table } from './requests.ts'
import { write } from './write.ts'

/** Far more than one tick can find; older ones say nothing that these do not. */
const MAX_UNLATCHED = 16

/** The STOPs stored with a market’s state and not latched yet. What cannot be understood there is a STOP that was found anyway. */
export function unlatchedIn(item: Attributes, market: MarketId): readonly UnlatchedStop[] {
  const stored = item['unlatched']
  if (stored === undefined || (Array.isArray(stored) && stored.length === 0)) return []
  if (!Array.isArray(stored)) return [unreadableStop(market)]
  return stored.slice(0, MAX_UNLATCHED).map((each: unknown) => stopIn(each) ?? unreadableStop(market))
}

function stopIn(stored: unknown): UnlatchedStop | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { id, code, text }: Attributes = { ...stored }
  const known = STOP_CODES.find((each) => each === code)
  return typeof id === 'string' && typeof text === 'string' && known !== undefined
    ? { id, code: known, text }
    : null
}

const unreadableStop = (market: MarketId): UnlatchedStop => ({
  id: `${market}#unreadable`,
  code: 'INVARIANT',
  text: 'a stored STOP that is not latched yet cannot be read',
})

/** As the item keeps them. */
export const unlatchedAsStored = (unlatched: readonly UnlatchedStop[]): readonly Attributes[] =>
  unlatched.slice(0, MAX_UNLATCHED).map((each) => ({ ...each }))

/** Under lease and fence alone: no revision, for the commit may be what failed. */
export async function putUnlatched(
  table: Table,
  lease: Lease,
  unlatched: readonly UnlatchedStop[],
): Promise<WriteResult> {
  const isRemoval = unlatched.length === 0
  const request = {
    what: 'putUnlatched',
    key: leasedKey(lease),
    update: isRemoval ? 'REMOVE #unlatched' : 'SET #unlatched = :marks',
    condition: '#leaseId = :id AND #fence = :fence',
    values: {
      ':id': lease.id,
      ':fence': lease.fence,
      ...(isRemoval ? {} : { ':marks': unlatchedAsStored(unlatched) }),
    },
  }
  return await write(table, request, () => false)
}
