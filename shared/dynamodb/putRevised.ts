import type { WriteResult } from '../ports/store.ts'
import type { Table } from './requests.ts'
import { type ItemKey, SCHEMA } from './table.ts'
import { write } from './write.ts'

/** One attribute of an item that counts its revisions. */
interface Revised {
  readonly what: string
  readonly key: ItemKey
  /** As it was read; 0: there was no item. */
  readonly rev: number
  /** Where there is no item, any revision may be written. Otherwise an item that vanished stays away. */
  readonly replacesAbsent: boolean
  readonly name: string
  readonly value: unknown
}

/** Writes it unless somebody else has written since. */
export async function putRevised(table: Table, of: Revised): Promise<WriteResult> {
  const { what, key, rev, name } = of
  const writeId = table.newId()
  const asRead = rev === 0 || of.replacesAbsent ? 'attribute_not_exists(#rev) OR #rev = :rev' : '#rev = :rev'
  const request = {
    what,
    key,
    update: `SET #${name} = :value, #rev = :next, #schema = :schema, #writeId = :writeId`,
    condition: asRead,
    values: {
      ':value': of.value,
      ':rev': rev,
      ':next': rev + 1,
      ':schema': SCHEMA,
      ':writeId': writeId,
    },
  }
  return await write(table, request, (item) => item?.['writeId'] === writeId)
}
