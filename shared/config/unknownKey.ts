import { didYouMean } from './didYouMean.ts'
import { EXPERT, everySetting, GROUPS, groupOf, lastOf, placesOf } from './places.ts'
import { type ConfigProblem, formatPath, showValue } from './problem.ts'
import type { Setting } from './setting.ts'

/**
 * A key that does not belong where it is. Its value is shown only where the key is a setting's own name and
 * could be its value: any other may be a secret in the wrong place.
 * @param here the names that may be next to it.
 */
export function unknownKey(
  path: readonly PropertyKey[],
  value: unknown,
  here: readonly string[],
): ConfigProblem {
  const key = String(path.at(-1))
  const hidden = { path: formatPath(path), value: '(not shown)' }
  if (/key|secret|passphrase|mnemonic|seed/i.test(key)) {
    const remedy = 'remove it: no secret belongs here; put it into SSM and name the parameter in "parameters"'
    return { ...hidden, remedy }
  }
  const setting = everySetting.find(({ at }) => lastOf(at) === key)
  if (setting !== undefined) {
    const isItsOwn = setting.read(value).ok || typeof value === 'number' || typeof value === 'boolean'
    const shown = isItsOwn ? showValue(value) : hidden.value
    return { path: formatPath(path), value: shown, remedy: newPlace(setting, path) }
  }
  if (GROUPS.some((group) => group === key)) {
    return { ...hidden, remedy: `it belongs in defaults.${key}, or markets[${marketIn(path)}].${key}` }
  }
  if (key === EXPERT) return { ...hidden, remedy: `it belongs in ${EXPERT}, once for all markets` }
  const guess = didYouMean(key, here) ?? nearestPlace(key, path)
  const remedy = guess === null ? 'unknown setting: remove it' : `unknown setting: did you mean "${guess}"?`
  return { ...hidden, remedy }
}

/** Where a misplaced setting belongs: before there were groups it was right under its market. */
function newPlace(setting: Setting<unknown>, path: readonly PropertyKey[]): string {
  const [place = '', ...others] = placesOf(setting, marketIn(path))
  const also = others.map((other) => ` (or ${other} for every market)`).join('')
  const isFlat = path[0] === 'markets' ? path.length === 3 : path.length === 1 && groupOf(setting) === EXPERT
  return `${isFlat ? 'moved to' : 'it belongs in'} ${place}${also}`
}

function nearestPlace(key: string, path: readonly PropertyKey[]): string | null {
  const name = didYouMean(
    key,
    everySetting.map(({ at }) => lastOf(at)),
  )
  const setting = everySetting.find(({ at }) => lastOf(at) === name)
  return setting === undefined ? null : (placesOf(setting, marketIn(path))[0] ?? null)
}

/** The number of the market in which a path lies, or "". */
const marketIn = ([first, index]: readonly PropertyKey[]): string =>
  first === 'markets' && typeof index === 'number' ? String(index) : ''
