/** A lag is remembered for one to two such stretches. */
const STRETCH_MS = 300_000

/** The longest recent lag: so that what is waited for follows a venue that becomes slow, and one that recovers. */
export class LagMeter {
  private beganMs = 0
  private now = 0
  private before = 0

  note(lagMs: number, nowMs: number): void {
    this.turn(nowMs)
    this.now = Math.max(this.now, lagMs)
  }

  longestMs(nowMs: number): number {
    this.turn(nowMs)
    return Math.max(this.now, this.before)
  }

  private turn(nowMs: number): void {
    const passed = Math.floor((nowMs - this.beganMs) / STRETCH_MS)
    if (passed < 1) return
    this.before = passed === 1 ? this.now : 0
    this.now = 0
    this.beganMs = nowMs
  }
}
