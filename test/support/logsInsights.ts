/** Insights discovers no more fields of a JSON line, in their order in the line. */
const DISCOVERED = 200

/** The query of the one log widget of a dashboard, as its commands. */
export function queryOf(body: { readonly widgets: readonly Widget[] }): readonly string[] {
  const queries = body.widgets.flatMap(({ properties: { query } }) => query ?? [])
  if (queries.length !== 1) throw new Error(`a dashboard with ${queries.length} queries`)
  return (queries[0] ?? '').split('\n| ').map((line) => line.replace(/^SOURCE [^|]*\| /, ''))
}

interface Widget {
  readonly properties: { readonly query?: string }
}

/** The fields that Insights discovers: dots between the names, numbers for places in a list. */
function discovered(line: string): ReadonlyMap<string, unknown> {
  const found: [string, unknown][] = []
  const walk = (name: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) found.push([name, value])
    else for (const [key, each] of Object.entries(value)) walk(name === '' ? key : `${name}.${key}`, each)
  }
  walk('', JSON.parse(line))
  return new Map(found.slice(0, DISCOVERED))
}

/** What a query shows of log lines, each one of JSON: the commands that our dashboard uses, and no other. */
export function runQuery(
  query: readonly string[],
  lines: readonly string[],
): readonly Record<string, unknown>[] {
  let rows = lines.map((line) => ({ all: discovered(line), shown: {} as Record<string, unknown> }))
  for (const command of query) {
    const [verb = '', ...rest] = command.split(' ')
    const text = rest.join(' ')
    if (verb === 'fields') {
      for (const row of rows)
        for (const column of text.split(', ')) {
          const [field = '', name = field] = column.split(' as ')
          if (!field.startsWith('@')) row.shown[name] = fieldOf(row.all, field)
        }
    } else if (verb === 'filter') {
      const [, field = '', value] = /^(\S+) = "(.*)"$/.exec(text) ?? []
      rows = rows.filter(({ all }) => all.get(field) === value)
    } else if (verb !== 'sort' && verb !== 'limit') throw new Error(`no such command here: ${command}`)
  }
  return rows.map(({ shown }) => shown)
}

/** Of a field, or of the first of several that the line has. */
function fieldOf(all: ReadonlyMap<string, unknown>, field: string): unknown {
  const [, names = field] = /^coalesce\((.*)\)$/.exec(field) ?? []
  return names
    .split(',')
    .map((name) => all.get(name))
    .find((value) => value !== undefined)
}
