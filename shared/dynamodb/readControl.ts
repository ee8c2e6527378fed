import type { ControlItem } from '../domain/control.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { foreignStage } from '../domain/stage.ts'
import type { EpochMs } from '../domain/units.ts'
import { parseControl } from './controlItem.ts'
import { type Attributes, get, type Table } from './requests.ts'
import { newerSchema } from './storedSchema.ts'
import { controlKey } from './table.ts'

export async function control(table: Table): Promise<Read<ControlItem>> {
  const asOf = table.clock.nowMs()
  const read = await get(table, 'control', controlKey)
  return read.is === 'unknown' ? unknown(read.why) : controlIn(table, read.value, asOf)
}

export function controlIn(
  table: Pick<Table, 'stage'>,
  item: Attributes | null,
  asOf: EpochMs,
): Read<ControlItem> {
  if (item === null) return known('absent', asOf)
  const { stage } = item
  if (table.stage !== undefined && stage !== undefined && stage !== table.stage)
    return unknown(`control: the item was ${foreignStage(String(stage), table.stage)}`)
  const newer = newerSchema(item)
  if (newer === null) return known(parseControl(item), asOf)
  return unknown(`control: the item was written by newer code (schema ${newer}): deploy that version`)
}
