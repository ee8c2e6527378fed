import { isArmed, isManuallyFlipped } from '../domain/control.ts'
import { parseControl } from './controlItem.ts'

/**
 * The number of STOPs at which a person set the flag, where the record of a change of the control item shows just that;
 * null: it shows something else.
 * @param image the item after the change, as the table's stream writes it: `{ halted: { BOOL: true }, … }`.
 */
export function flipInImage(image: unknown): number | null {
  if (typeof image !== 'object' || image === null) return null
  const control = parseControl(
    Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plain(value)])),
  )
  return isArmed(control) && isManuallyFlipped(control) ? control.haltSeq : null
}

/** Flags and numbers, which is all that shows a flip; the rest stays as it came. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('BOOL' in value) return value.BOOL
  return 'N' in value ? Number(value.N) : value
}
