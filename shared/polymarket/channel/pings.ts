/** A sign of life that has not come by then has not come: the venue answers within a round trip. */
const ANSWER_MS = 2_000

interface Waiter {
  readonly nth: number
  readonly done: (came: boolean) => void
}

/** The PINGs of one connection and who waits for their PONGs, which come in turn. */
export class Pings {
  private readonly ping: () => void
  private sent = 0
  private came = 0
  private waiters: readonly Waiter[] = []
  private isOver = false

  constructor(ping: () => void) {
    this.ping = ping
  }

  send(): void {
    this.sent += 1
    this.ping()
  }

  /** @returns whether the answer to a PING of now came. */
  prove(): Promise<boolean> {
    if (this.isOver) return Promise.resolve(false)
    this.send()
    const nth = this.sent
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.release((waiter) => waiter.nth === nth, false), ANSWER_MS)
      const done = (came: boolean): void => {
        clearTimeout(timer)
        resolve(came)
      }
      this.waiters = [...this.waiters, { nth, done }]
    })
  }

  answered(): void {
    this.came += 1
    this.release(({ nth }) => nth <= this.came, true)
  }

  /** Nothing comes any more. */
  end(): void {
    this.isOver = true
    this.release(() => true, false)
  }

  private release(isMeant: (waiter: Waiter) => boolean, came: boolean): void {
    const released = this.waiters.filter(isMeant)
    this.waiters = this.waiters.filter((waiter) => !released.includes(waiter))
    for (const { done } of released) done(came)
  }
}
