/** Differences of two configurations as they are written, a line for each setting: its place, before and after. */
export function changedSettings(before: unknown, after: unknown): readonly string[] {
  const [old, now] = [flat(before), flat(after)]
  const places = [...new Set([...old.keys(), ...now.keys()])]
  return places.flatMap((place) => {
    const [was, is] = [old.get(place), now.get(place)]
    return was === is ? [] : [`${place}: ${was ?? 'not stated'} -> ${is ?? 'not stated'}`]
  })
}

/** Every value by its place, such as `markets[0].exit.targetTicks`. */
function flat(json: unknown, place = ''): ReadonlyMap<string, string> {
  if (typeof json !== 'object' || json === null) return new Map([[place, JSON.stringify(json)]])
  const entries = Array.isArray(json)
    ? json.map((value, index): [string, unknown] => [`${place}[${index}]`, value])
    : Object.entries(json).map(([name, value]): [string, unknown] => [
        place === '' ? name : `${place}.${name}`,
        value,
      ])
  return new Map(entries.flatMap(([at, value]) => [...flat(value, at)]))
}
