import { isObject } from '../domain/jsonObject.ts'
import { type ConfigProblem, formatPath, showValue } from './problem.ts'
import type { Setting } from './setting.ts'
import { unknownKey } from './unknownKey.ts'

/** The names that may be in one object of the file. */
export type SettingLevel = ReadonlyMap<string, Setting<unknown> | SettingLevel>

/** What was written, as the rooms take it, by the place of each setting; and all that is wrong with it. */
export interface Given {
  readonly values: ReadonlyMap<string, unknown>
  readonly problems: readonly ConfigProblem[]
}

/** The objects that hold these settings. */
export function givenLevelOf(settings: readonly Setting<unknown>[]): SettingLevel {
  const level = new Map<string, Setting<unknown> | SettingLevel>()
  for (const setting of settings) {
    const [group = '', name] = setting.at.split('.')
    level.set(group, name === undefined ? setting : new Map([...groupIn(level, group), [name, setting]]))
  }
  return level
}

function groupIn(level: SettingLevel, name: string): SettingLevel {
  const group = level.get(name)
  return group instanceof Map ? group : new Map()
}

/**
 * Reads one object of the file and those within: every value by its setting, every other key a problem.
 * @param others names that may be here too, for people who mistyped them.
 */
export function readGiven(
  level: SettingLevel,
  json: unknown,
  path: readonly PropertyKey[],
  others: readonly string[] = [],
): Given {
  if (!isObject(json)) {
    const remedy = `use an object with ${[...level.keys()].join(', ')}`
    return { values: new Map(), problems: [{ path: formatPath(path), value: showValue(json), remedy }] }
  }
  const written = Object.entries(json).filter(([, value]) => value !== undefined)
  const here = [...level.keys(), ...others]
  const parts = written.map(([key, value]) => readOne(level, value, [...path, key], here))
  const names = new Set(written.map(([key]) => key))
  return {
    values: new Map(parts.flatMap(({ values }) => [...values])),
    problems: [...parts.flatMap(({ problems }) => problems), ...missing(level, names, path)],
  }
}

function readOne(
  level: SettingLevel,
  value: unknown,
  path: readonly PropertyKey[],
  here: readonly string[],
): Given {
  const entry = level.get(String(path.at(-1)))
  if (entry === undefined) return { values: new Map(), problems: [unknownKey(path, value, here)] }
  if (!('read' in entry)) return readGiven(entry, value, path)
  const reading = entry.read(value)
  if (reading.ok) return { values: new Map([[entry.at, reading.value]]), problems: [] }
  const problem = { path: formatPath(path), value: showValue(value), remedy: reading.remedy }
  return { values: new Map(), problems: [problem] }
}

function missing(
  level: SettingLevel,
  names: ReadonlySet<string>,
  path: readonly PropertyKey[],
): readonly ConfigProblem[] {
  return [...level].flatMap(([name, entry]) => {
    if (!('read' in entry) || entry.preset.is !== 'required' || names.has(name)) return []
    const reading = entry.read(undefined)
    const remedy = reading.ok ? 'state it' : reading.remedy
    return [{ path: formatPath([...path, name]), value: 'missing', remedy }]
  })
}
