/** One thing wrong with a configuration: where, what was written there, and what to write instead. */
export interface ConfigProblem {
  /** As one would write it in code: `markets[0].entryUsdc`. */
  readonly path: string
  readonly value: string
  readonly remedy: string
}

/** More mistakes than a person corrects at once; another kind of file has thousands. */
const MAX_LISTED = 100

/** One line a problem, the first of them. */
export function formatConfigProblems(problems: readonly ConfigProblem[]): string {
  const listed = problems
    .slice(0, MAX_LISTED)
    .map(({ path, value, remedy }) => `${path} = ${value}: ${remedy}`)
  const more = problems.length - listed.length
  return [...listed, ...(more > 0 ? [`and ${more} more: correct these first`] : [])].join('\n')
}

/** Long enough for an id's beginning, too short for a private key that was pasted into the wrong place. */
const MAX_SHOWN = 44

export function formatPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'configuration'
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = String(key)
    // It may be a key that was pasted into the wrong place, like a value.
    const shown = name.length <= MAX_SHOWN ? name : `${name.slice(0, 10)}…`
    return text === '' ? shown : `${text}.${shown}`
  }, '')
}

export function showValue(value: unknown): string {
  if (value === undefined) return 'missing'
  const json = JSON.stringify(value) ?? typeof value
  return json.length <= MAX_SHOWN ? json : `${json.slice(0, 10)}… (${json.length} characters)`
}

export function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined
    return (value as Record<PropertyKey, unknown>)[key]
  }, json)
}
