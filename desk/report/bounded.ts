/** A list that keeps the first items and counts the rest: what is drawn is bounded, what is counted is not. */
export class Bounded<T> {
  readonly items: T[] = []
  left = 0
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  push(item: T): void {
    if (this.items.length < this.most) this.items.push(item)
    else this.left += 1
  }
}

/** Counts by name. */
export class Counter {
  private readonly counts = new Map<string, number>()

  add(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }

  /** Largest first. */
  sorted(): { name: string; count: number }[] {
    return [...this.counts]
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  }
}
