/** A part of a record, by time. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** At more time a pixel, prices and orders are a smear. */
const MOST_MS_A_PIXEL = 20_000

/**
 * What the charts of a record that grows show next: its last hours, as many as their width can show; what a person has
 * zoomed to, moving on where that reaches the end; all of it, where they asked for all. null: all of it.
 */
export function nextStretch(of: {
  readonly all: Stretch
  /** What was shown of what there was. null: nothing is drawn yet. */
  readonly was: { readonly all: Stretch; readonly shown: Stretch | null } | null
  readonly widthPx: number
}): Stretch | null {
  const { all, was, widthPx } = of
  const mostMs = widthPx * MOST_MS_A_PIXEL
  const isLong = ({ fromMs, toMs }: Stretch): boolean => toMs - fromMs > mostMs
  const last = isLong(all) ? { fromMs: all.toMs - mostMs, toMs: all.toMs } : null
  if (was === null) return last
  // All of it was shown: by itself while it was short, or because somebody asked for it.
  if (was.shown === null) return isLong(was.all) ? null : last
  const movedMs = was.shown.toMs < was.all.toMs ? 0 : all.toMs - was.all.toMs
  return { fromMs: was.shown.fromMs + movedMs, toMs: was.shown.toMs + movedMs }
}
