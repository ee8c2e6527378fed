import { join } from 'node:path'

/** Times as fast as the wall: a lease of 55 s is over in seven, a send deadline of 2 s is a quarter of one. */
const WARP = 8

/** Real time of this process, and the shifted one that its children live in. */
export interface TimeShift {
  readonly env: Readonly<Record<string, string>>
  readonly execArgv: readonly string[]
  nowMs(): number
}

export function createTimeShift(): TimeShift {
  const originMs = Date.now()
  return {
    env: { WARP: String(WARP), WARP_ORIGIN_MS: String(originMs) },
    execArgv: ['--import', join(import.meta.dirname, 'timeShift.mjs')],
    nowMs: () => Math.floor(originMs + (Date.now() - originMs) * WARP),
  }
}
