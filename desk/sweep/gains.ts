import type { ReplayRun } from '../report/result.ts'

/** Ten minutes: an order and its exit live for minutes; what is held is valued at each end, so a block is a gain of its own. */
export const LUCK_BLOCK_MS = 600_000

/**
 * What a run gained in each block of the clock that it touches, by what the bot was worth at the last tick of each;
 * the last block has the rest of the total, so that all add up to it.
 */
export function gainsByBlock({
  series,
  tape,
  pnl,
}: Pick<ReplayRun, 'series' | 'tape' | 'pnl'>): readonly number[] {
  const first = blockAt(tape.startMs)
  const worth: (number | undefined)[] = []
  for (const [index, atMs] of series.atMs.entries()) {
    worth[blockAt(atMs) - first] = series.equityMicros[index] ?? 0
  }
  const blocks = blockAt(tape.endMs) - first + 1
  worth[blocks - 1] = pnl.totalMicros
  let before = 0
  return Array.from({ length: blocks }, (_, block) => {
    const now = worth[block] ?? before
    const gain = now - before
    before = now
    return gain
  })
}

/** A stretch of consecutive blocks of the clock. */
export interface Gains {
  readonly startMs: number
  readonly gains: readonly number[]
}

/** More would only take time: neighbouring blocks are joined until there are no more than these. */
const MOST_BLOCKS = 1_000

/**
 * For each variant the gains of all its tapes, block by block of the clock: what tapes of one hour gained is one
 * gain, for it comes about together. @param variants The stretches of each, the same ones for all.
 */
export function gainsTogether(variants: readonly (readonly Gains[])[]): {
  readonly blockMs: number
  readonly gains: readonly (readonly number[])[]
} {
  const touched = (variants[0] ?? []).flatMap(({ startMs, gains }) =>
    gains.map((_, at) => blockAt(startMs) + at),
  )
  const order = [...new Set(touched)].toSorted((a, b) => a - b)
  const factor = Math.max(1, Math.ceil(order.length / MOST_BLOCKS))
  const places = new Map(order.map((block, at) => [block, Math.floor(at / factor)]))
  const sumsOf = (stretches: readonly Gains[]): readonly number[] => {
    const sums = Array.from({ length: Math.ceil(order.length / factor) }, () => 0)
    for (const { startMs, gains } of stretches) {
      for (const [at, gain] of gains.entries()) {
        const place = places.get(blockAt(startMs) + at) ?? 0
        sums[place] = (sums[place] ?? 0) + gain
      }
    }
    return sums
  }
  return { blockMs: factor * LUCK_BLOCK_MS, gains: variants.map(sumsOf) }
}

const blockAt = (atMs: number): number => Math.floor(atMs / LUCK_BLOCK_MS)
