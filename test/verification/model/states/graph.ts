/** The states found so far, how each was first reached, and the calm steps between them. */
export interface Graph {
  /** The number of the state with this key, new or known. */
  add(key: string, parent: number, label: string): { readonly at: number; readonly isNew: boolean }
  step(from: number, to: number, calm: boolean, enters: boolean): void
  /** This state must be able to get back to quoting. */
  mark(at: number): void
  states(): number
  steps(): number
  /** The labels from the start to this state: a shortest way, as states are added breadth-first. */
  path(at: number): readonly string[]
  /** Marked states from which no sequence of calm steps posts an entry, nearest to the start first. */
  cannotEnter(): readonly number[]
}

export function createGraph(): Graph {
  const indexOf = new Map<string, number>()
  const parents: number[] = []
  const labels: string[] = []
  const calmFrom: number[] = []
  const calmTo: number[] = []
  const enters = new Set<number>()
  const marked: number[] = []
  let steps = 0

  function path(at: number): readonly string[] {
    const words: string[] = []
    for (let i = at; i >= 0; i = parents[i] ?? -1) words.push(labels[i] ?? '')
    return words.toReversed()
  }

  return {
    add(key, parent, label) {
      const known = indexOf.get(key)
      if (known !== undefined) return { at: known, isNew: false }
      const at = parents.length
      indexOf.set(key, at)
      parents.push(parent)
      labels.push(label)
      return { at, isNew: true }
    },
    step(from, to, calm, isEntry) {
      steps += 1
      if (!calm) return
      if (from !== to) {
        calmFrom.push(from)
        calmTo.push(to)
      }
      if (isEntry) enters.add(from)
    },
    mark: (at) => void marked.push(at),
    states: () => parents.length,
    steps: () => steps,
    path,
    cannotEnter() {
      const reach = backwards(parents.length, calmFrom, calmTo, enters)
      return marked.filter((at) => reach[at] !== 1)
    },
  }
}

/** Which states lead to one of `goals` along these steps; steps are gathered by their target first. */
function backwards(
  states: number,
  from: readonly number[],
  to: readonly number[],
  goals: ReadonlySet<number>,
): Uint8Array {
  const starts = new Uint32Array(states + 1)
  for (const target of to) starts[target + 1] = (starts[target + 1] ?? 0) + 1
  for (let i = 1; i <= states; i += 1) starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0)
  const fill = starts.slice()
  const sources = new Uint32Array(to.length)
  to.forEach((target, i) => {
    const slot = fill[target] ?? 0
    sources[slot] = from[i] ?? 0
    fill[target] = slot + 1
  })
  const reach = new Uint8Array(states)
  const queue = [...goals]
  for (const goal of queue) reach[goal] = 1
  for (let target = queue.pop(); target !== undefined; target = queue.pop()) {
    for (let i = starts[target] ?? 0; i < (starts[target + 1] ?? 0); i += 1) {
      const source = sources[i] ?? 0
      if (reach[source] === 1) continue
      reach[source] = 1
      queue.push(source)
    }
  }
  return reach
}
