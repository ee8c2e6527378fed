import { EventQueue } from '../../../desk/exchange/eventQueue.ts'
import { type EpochMs, epochMs } from '../../../shared/domain/units.ts'

/**
 * Virtual time for many actors at once: what is due next happens next, and between two instants every promise that
 * can go on has gone on. Nothing depends on how fast this machine is.
 */
export interface Kernel {
  nowMs(): EpochMs
  /** Runs `task` so much later, after what is due at that instant already. */
  after(ms: number, task: () => void): void
  runUntil(atMs: number): Promise<void>
}

/** @param onAdvance Moves the market around us before whatever is due at that instant. */
export function createKernel(startMs: number, onAdvance: (nowMs: EpochMs) => void): Kernel {
  const queue = new EventQueue()
  let nowMs = startMs
  const advanceTo = (atMs: number): void => {
    if (atMs > nowMs) {
      nowMs = atMs
      onAdvance(epochMs(atMs))
    }
  }
  return {
    nowMs: () => epochMs(nowMs),
    after: (ms, task) => queue.add(nowMs + Math.max(0, Math.ceil(ms)), task),
    runUntil: async (atMs) => {
      for (;;) {
        const dueMs = queue.nextDueMs(atMs)
        if (dueMs === null) break
        advanceTo(dueMs)
        queue.take(dueMs)?.()
        await settled()
      }
      advanceTo(atMs)
    },
  }
}

/** The actors wait for nothing but the kernel: one turn of the event loop lets all of them come to their next call. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
