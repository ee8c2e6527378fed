import type { WriteResult } from '../ports/store.ts'
import { type Attributes, get, type Table, type Update, update } from './requests.ts'

/**
 * One conditional write. Where it is refused the item shows whether it is there all the same, by an attempt of ours whose
 * reply was lost.
 */
export async function write(
  table: Table,
  request: Update,
  isThere: (item: Attributes | null) => boolean,
): Promise<WriteResult> {
  const written = await update(table, request)
  if (written.is === 'done') return { is: 'written' }
  if (written.is !== 'refused') return { is: 'unknown', why: written.why }
  const read = await get(table, request.what, request.key)
  if (read.is === 'unknown') return read
  return isThere(read.value) ? { is: 'written' } : { is: 'lost' }
}

/** What sets each of these attributes, and the values that it names: `#schema = :schema`. */
export const assigned = (attributes: Attributes): { readonly text: string; readonly values: Attributes } => ({
  text: Object.keys(attributes)
    .map((name) => `#${name} = :${name}`)
    .join(', '),
  values: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
})

/** An item that never changes: one that is there counts as written. */
export async function writeOnce(table: Table, request: Omit<Update, 'condition'>): Promise<WriteResult> {
  const written = await update(table, { ...request, condition: 'attribute_not_exists(#pk)' })
  if (written.is === 'done' || written.is === 'refused') return { is: 'written' }
  return { is: 'unknown', why: written.why }
}
