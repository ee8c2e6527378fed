type Tell = (midMicros: number | null) => void

/** Who wants to know a later mid, soonest first. */
export class DueMids {
  private readonly due: { readonly dueMs: number; readonly tell: Tell }[] = []

  /** @param tell called with null where the tape does not know. In order of time. */
  add(dueMs: number, tell: Tell): void {
    this.due.push({ dueMs, tell })
  }

  /** The instant of the soonest; infinity where nobody waits. */
  get nextMs(): number {
    return this.due[0]?.dueMs ?? Number.POSITIVE_INFINITY
  }

  /** Answers everybody who is due by then. */
  tell(toMs: number, midMicros: number | null): void {
    for (let first = this.due[0]; first !== undefined && first.dueMs <= toMs; first = this.due[0]) {
      this.due.shift()
      first.tell(midMicros)
    }
  }

  /** The tape knows no more: the mid for whoever is due by then, and nothing for the others. */
  end(toMs: number, midMicros: number | null): void {
    this.tell(toMs, midMicros)
    for (const { tell } of this.due.splice(0)) tell(null)
  }
}
