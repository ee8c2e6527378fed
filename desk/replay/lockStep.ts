import type { TapePlayer } from './tapePlayer.ts'

interface Sleeper {
  readonly toMs: number
  readonly wake: () => void
}

/**
 * Many who trade on one tape: it moves when all of them sleep, to the instant at which the first one wakes. What one
 * does is done at the tape's own time and before it moves on, so that each finds what it would have found alone.
 */
export class LockStep {
  private readonly player: TapePlayer
  private readonly onMoved: () => void
  private awake: number
  private sleepers: Sleeper[] = []
  private failure: Error | null = null

  constructor(player: TapePlayer, of: { readonly traders: number; readonly onMoved: () => void }) {
    this.player = player
    this.awake = of.traders
    this.onMoved = of.onMoved
  }

  /** Sleeps until then. One call a trader at a time. */
  sleepTo(toMs: number): Promise<void> {
    const slept = new Promise<void>((wake) => this.sleepers.push({ toMs, wake }))
    this.fellAsleep()
    return slept
  }

  /** One trader is done: nobody waits for it any more. */
  leave(): void {
    this.fellAsleep()
  }

  /** @throws what went wrong with the tape, once nobody trades any more. */
  check(): void {
    if (this.failure !== null) throw this.failure
  }

  private fellAsleep(): void {
    this.awake -= 1
    if (this.awake === 0 && this.sleepers.length > 0) void this.move()
  }

  private async move(): Promise<void> {
    const toMs = this.sleepers.reduce(
      (first, sleeper) => Math.min(first, sleeper.toMs),
      Number.POSITIVE_INFINITY,
    )
    try {
      await this.player.advance(toMs)
    } catch (error) {
      // A broken tape is over for everybody; who started it hears why.
      this.failure = error instanceof Error ? error : new Error(String(error))
      this.player.breakOff()
    }
    this.onMoved()
    const woken = this.sleepers.filter((sleeper) => sleeper.toMs <= toMs)
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.toMs > toMs)
    this.awake = woken.length
    for (const { wake } of woken) wake()
  }
}
