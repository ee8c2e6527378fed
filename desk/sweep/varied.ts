import { didYouMean } from '../../shared/config/didYouMean.ts'
import { everySetting, groupOf, lastOf } from '../../shared/config/places.ts'
import type { Setting } from '../../shared/config/setting.ts'

/** A setting that a sweep may vary, by the name under which it is requested: its place in a market's settings. */
export interface Varied {
  /** Such as "quote.volatilityDistance". */
  readonly name: string
  readonly setting: Setting<unknown>
}

/** What decides how a market is traded; `safety` decides when it is not. */
const VARIED_GROUPS = ['regime', 'quote', 'exit']

/** Every setting of regime, quote and exit. */
export const VARIED: readonly Varied[] = everySetting
  .filter((setting) => VARIED_GROUPS.includes(groupOf(setting)))
  .map((setting) => ({ name: setting.at, setting }))

/**
 * The setting of a name: its place, or its last part alone. @returns what to write instead, where there is none of
 * that name.
 */
export function variedBy(name: string): Varied | { readonly remedy: string } {
  const own = VARIED.find((each) => each.name === name || lastOf(each.name) === name)
  if (own !== undefined) return own
  const last = lastOf(name)
  const known = VARIED.find((each) => lastOf(each.name) === last)
  if (known !== undefined) return { remedy: `did you mean "${known.name}"?` }
  if (everySetting.some(({ at }) => lastOf(at) === last)) {
    return { remedy: 'this setting is not varied: a sweep varies those of regime, quote and exit' }
  }
  const near = didYouMean(
    last,
    VARIED.map((each) => lastOf(each.name)),
  )
  const guess = VARIED.find((each) => lastOf(each.name) === near)
  if (guess !== undefined) return { remedy: `did you mean "${guess.name}"?` }
  const some = VARIED.slice(0, 3).map((each) => each.name)
  return { remedy: `use a setting of regime, quote or exit, such as ${some.join(', ')}` }
}
