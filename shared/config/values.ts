import { isSetting, type SettingTable } from './places.ts'
import type { Setting } from './setting.ts'

/** What a table of settings becomes: the same names, with the values the rooms use. */
export type Values<T> = {
  readonly [K in keyof T]: T[K] extends Setting<infer Value> ? Value : Values<T[K]>
}

type ByPlace = ReadonlyMap<string, unknown>

/**
 * The value of every setting of a table: the first that was given, else its default.
 * @param given what was written and read, the nearest first. Whatever must be stated is in it.
 */
export function valuesOf<T extends SettingTable>(table: T, given: readonly ByPlace[]): Values<T> {
  const entries = Object.entries(table).map(([name, entry]) => [
    name,
    isSetting(entry) ? valueIn(entry, given) : valuesOf(entry, given),
  ])
  // Name by name the shape of the table: the compiler cannot follow that through `entries`.
  return Object.fromEntries(entries) as Values<T>
}

function valueIn(setting: Setting<unknown>, given: readonly ByPlace[]): unknown {
  const found = writtenAt(setting.at, given)
  if (found !== undefined) return found
  const { preset } = setting
  if (preset.is === 'none') return null
  if (preset.is === 'same as') return writtenAt(preset.at, given)
  if (preset.is === 'required') throw new RangeError(`${setting.at} must be stated`)
  const reading = setting.read(preset.written)
  if (!reading.ok) throw new RangeError(`the default of ${setting.at}: ${reading.remedy}`)
  return reading.value
}

/** No reading is undefined, and null may be one: "once" of the cadence. */
const writtenAt = (at: string, given: readonly ByPlace[]): unknown =>
  given.find((each) => each.has(at))?.get(at)
