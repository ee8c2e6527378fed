import type { Control } from '../../../shared/domain/control.ts'
import { price } from '../../../shared/domain/units.ts'
import { MARKET } from '../../support/wireIds.ts'
import type { TableFixture } from './tableFixture.ts'

/** The item as `arm` leaves it on a fresh table. */
export const armed = {
  schema: 1,
  armed: true,
  halted: false,
  drain: false,
  haltSeq: 0,
  doneSeq: 0,
  clearedSeq: 0,
}

/** A STOP with nothing alive any more: where an operator may resume or flatten. */
export const stopped = {
  ...armed,
  halted: true,
  haltSeq: 1,
  doneSeq: 1,
  codes: new Set(['EXPOSURE']),
  messages: ['m'],
}

export const flatten = (seq: number) => ({ seq, markets: [MARKET], floorMicros: price(250_000) })

/** The control as the store reads it. @throws where it cannot be read, or there is none */
export async function controlOf(table: TableFixture): Promise<Control> {
  const read = await table.store.control()
  if (!read.ok || read.value === 'absent') throw new Error(`no control: ${JSON.stringify(read)}`)
  return read.value
}
