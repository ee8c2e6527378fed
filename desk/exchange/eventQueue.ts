export type Task = () => void

/**
 * What will happen when: expiries, settlements, game starts. Tasks of one instant run in the order they were
 * added. A task can be taken out again in O(1), so that ten thousand cancelled GTD orders leave nothing behind.
 */
export class EventQueue {
  readonly #tasks = new Map<number, Set<Task>>()
  /** Binary heap of the instants in `#tasks`, earliest first; an instant may outlive its tasks. */
  readonly #instants: number[] = []

  add(atMs: number, task: Task): void {
    const sameInstant = this.#tasks.get(atMs)
    if (sameInstant !== undefined) {
      sameInstant.add(task)
      return
    }
    this.#tasks.set(atMs, new Set([task]))
    this.#push(atMs)
  }

  remove(atMs: number, task: Task): void {
    this.#tasks.get(atMs)?.delete(task)
  }

  /** The instant of the next task due at or before `untilMs`, or null. */
  nextDueMs(untilMs: number): number | null {
    for (;;) {
      const atMs = this.#instants[0]
      if (atMs === undefined || atMs > untilMs) return null
      if ((this.#tasks.get(atMs)?.size ?? 0) > 0) return atMs
      this.#tasks.delete(atMs)
      this.#pop()
    }
  }

  /** Takes out the first task of an instant that `nextDueMs` named. */
  take(atMs: number): Task | null {
    const tasks = this.#tasks.get(atMs)
    for (const task of tasks ?? []) {
      tasks?.delete(task)
      return task
    }
    return null
  }

  #push(atMs: number): void {
    const heap = this.#instants
    let index = heap.length
    heap.push(atMs)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent] ?? 0
      if (above <= atMs) break
      heap[index] = above
      index = parent
    }
    heap[index] = atMs
  }

  #pop(): void {
    const heap = this.#instants
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if ((heap[child + 1] ?? Infinity) < (heap[child] ?? Infinity)) child += 1
      const below = heap[child] ?? Infinity
      if (below >= last) break
      heap[index] = below
      index = child
    }
    heap[index] = last
  }
}
