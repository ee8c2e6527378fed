/** A running hash of everything that happened: two runs of one seed must end on the same. */
export interface Trace {
  add(line: string): void
  hash(): string
  /** The last lines, for whoever looks for a fault. */
  tail(): readonly string[]
}

const KEPT = 400

export function createTrace(): Trace {
  let [a, b] = [0x811c9dc5, 0x1b873593]
  const kept: string[] = []
  let next = 0
  return {
    add: (line) => {
      for (let i = 0; i < line.length; i += 1) {
        const code = line.charCodeAt(i)
        a = Math.imul(a ^ code, 0x01000193)
        b = Math.imul((b << 5) ^ (b >>> 3) ^ code, 0x85ebca6b)
      }
      kept[next % KEPT] = line
      next += 1
    },
    hash: () => [a, b].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join(''),
    tail: () => [...kept.slice(next % KEPT), ...kept.slice(0, next % KEPT)],
  }
}
