import { KIND_MASK, ROW, ROW_KINDS, type TapeHeader } from './format.ts'
import type { TapeSource } from './tapeSource.ts'

export interface TapeInfo {
  readonly format: string
  readonly header: TapeHeader
  readonly events: number
  readonly rows: number
  readonly startMs: number
  readonly endMs: number
  /** Rows by what they say. */
  readonly kinds: Readonly<Record<keyof typeof ROW, number>>
  /** Silences longer than asked, marked gaps included. */
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number; readonly marked: boolean }[]
}

/** Reads all of a tape, so that what is informed of it is proven. @throws InputError */
export async function tapeInfo(source: TapeSource, maxSilenceMs: number): Promise<TapeInfo> {
  const counts = Array.from({ length: ROW_KINDS }, () => 0)
  const gaps: TapeInfo['gaps'][number][] = []
  let events = 0
  let rows = 0
  let startMs = 0
  let lastMs: number | null = null
  let marked = false
  for await (const block of source.blocks()) {
    events += block.events
    rows += block.rows
    for (let row = 0; row < block.rows; row += 1) {
      const kind = (block.kind[row] ?? 0) & KIND_MASK
      const atMs = block.atMs[row] ?? 0
      counts[kind] = (counts[kind] ?? 0) + 1
      if (lastMs === null) startMs = atMs
      else if (marked || atMs - lastMs > maxSilenceMs) gaps.push({ fromMs: lastMs, toMs: atMs, marked })
      marked = kind === ROW.gap
      lastMs = atMs
    }
  }
  const kinds = Object.fromEntries(
    Object.entries(ROW).map(([name, kind]) => [name, counts[kind] ?? 0]),
  ) as TapeInfo['kinds']
  const { format, header } = source
  return { format, header, events, rows, startMs, endMs: lastMs ?? 0, kinds, gaps }
}
