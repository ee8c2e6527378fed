/** The rooms that money depends on: what is decided, booked and believed. */
const DECIDES = /^shared\/(machine\/.*|accounting\/.*|reconcile\/(reconcile[^/]*|prune|readCursor))\.ts$/
const ROOMS = ['machine', 'accounting', 'reconcile']
/** Random histories: minutes for every mutant that they reach. */
const SLOW = 'test/unit/machine/properties.test.ts'

/** The files to change: those that are named, or all of the rooms. */
export function mutatedFiles(named: readonly string[], known: readonly string[]): readonly string[] | string {
  if (named.length === 0) return known.filter((path) => DECIDES.test(path))
  const code = known.filter((path) => /^shared\/.*\.ts$/.test(path))
  const wrong = named.find((name) => !code.some((path) => isNamed(path, name)))
  if (wrong !== undefined)
    return `file: ${wrong} is no file and no folder of shared: use a path such as shared/machine/stuck.ts`
  return code.filter((path) => named.some((name) => isNamed(path, name)))
}

const isNamed = (path: string, name: string): boolean =>
  path === name || path.startsWith(`${name.replace(/\/$/, '')}/`)

/** The quick tests: those of the requirement and the rooms, and the unit tests of the rooms of the files. */
export function testsFor(files: readonly string[], known: readonly string[]): readonly string[] {
  const rooms = new Set([...ROOMS, ...files.map((file) => file.split('/')[1] ?? '')])
  return known.filter((path) => {
    if (!path.endsWith('.test.ts') || path === SLOW) return false
    const [, kind, room = ''] = path.split('/')
    return kind === 'requirements' || (kind === 'unit' && rooms.has(room))
  })
}
