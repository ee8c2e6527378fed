import { STOP_CODES, type StopMark } from '../domain/control.ts'
import type { MarketId } from '../domain/units.ts'
import type { Lease, Wrote } from '../ports/store.ts'
import { leasedKey } from './leasedKey.ts'
import { type Attributes, get, type Table, update } from './requests.ts'

/** Far more than one tick can find; older ones say nothing that these do not. */
const MAX_MARKS = 16

/** The marks beside a market's state. What cannot be understood there is a STOP that was found anyway. */
export function marksIn(item: Attributes, market: MarketId): readonly StopMark[] {
  const stored = item['unlatched']
  if (stored === undefined || (Array.isArray(stored) && stored.length === 0)) return []
  if (!Array.isArray(stored)) return [brokenMark(market)]
  return stored.slice(0, MAX_MARKS).map((mark: unknown) => markOf(mark) ?? brokenMark(market))
}

function markOf(stored: unknown): StopMark | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { id, code, text }: Attributes = { ...stored }
  const known = STOP_CODES.find((each) => each === code)
  return typeof id === 'string' && typeof text === 'string' && known !== undefined
    ? { id, code: known, text }
    : null
}

const brokenMark = (market: MarketId): StopMark => ({
  id: `${market}#unreadable`,
  code: 'INVARIANT',
  text: 'a stored STOP mark cannot be read',
})

/** As the item keeps them. */
export const marksAsStored = (marks: readonly StopMark[]): readonly Attributes[] =>
  marks.slice(0, MAX_MARKS).map((mark) => ({ ...mark }))

/** Under lease and fence alone: no revision, for the commit may be what failed. */
export async function mark(table: Table, lease: Lease, marks: readonly StopMark[]): Promise<Wrote> {
  const strikes = marks.length === 0
  const written = await update(table, {
    what: 'mark',
    key: leasedKey(lease),
    update: strikes ? 'REMOVE #unlatched' : 'SET #unlatched = :marks',
    condition: '#leaseId = :id AND #fence = :fence',
    values: {
      ':id': lease.id,
      ':fence': lease.fence,
      ...(strikes ? {} : { ':marks': marksAsStored(marks) }),
    },
  })
  if (written.is === 'done') return { is: 'written' }
  if (written.is !== 'refused') return { is: 'unknown', why: written.why }
  const read = await get(table, 'mark', leasedKey(lease))
  return read.is === 'unknown' ? read : { is: 'lost' }
}
