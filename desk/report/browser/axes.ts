import type uPlot from 'uplot'
import { formatClock } from '../../verdict/format.ts'
import type { Palette } from './palette.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif'
/** Widest label, so that the plots of all charts begin at the same place. */
const VALUE_PX = 58
const NARROW_PX = 46

/** 1, 2 and 5 times a power of ten: steps that decimals print exactly. */
const STEPS = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((of) => of * 10 ** power))

/** What all axes share; colours are requested at each drawing. */
const common = (look: { readonly palette: Palette }): uPlot.Axis => ({
  font: FONT,
  stroke: () => look.palette.soft,
  grid: { stroke: () => look.palette.grid, width: 1 },
  ticks: { show: false },
})

/** Times are UTC; a new day shows its date. */
export const timeAxis = (look: { readonly palette: Palette }, hasTimes: boolean): uPlot.Axis => ({
  ...common(look),
  size: hasTimes ? 26 : 0,
  gap: 6,
  space: 64,
  values: (_u, splits, _axis, _space, step) =>
    splits.map((ms) => {
      if (!hasTimes) return ''
      if (ms % DAY_MS === 0) return new Date(ms).toISOString().slice(5, 10)
      return step >= MINUTE_MS ? formatClock(ms).slice(0, 5) : formatClock(ms)
    }),
})

export const valueAxis = (look: { readonly palette: Palette }, isNarrow: boolean): uPlot.Axis => ({
  ...common(look),
  size: isNarrow ? NARROW_PX : VALUE_PX,
  gap: 6,
  space: 28,
  incrs: STEPS,
  values: (_u, splits, _axis, _space, step) => labels(splits, step),
})

/** The lanes of phase and mode have names, no values. */
export const laneAxis = (look: { readonly palette: Palette }, isNarrow: boolean): uPlot.Axis => ({
  ...common(look),
  size: isNarrow ? NARROW_PX : VALUE_PX,
  gap: 6,
  grid: { show: false },
  splits: () => [0.25, 0.75],
  values: () => ['mode', 'phase'],
})

/** As many decimals as the step has, and a true minus. */
function labels(splits: readonly number[], step: number): string[] {
  const decimals = Math.max(0, Math.min(6, Math.ceil(-Math.log10(step) - 1e-9)))
  return splits.map((value) =>
    value
      .toFixed(decimals)
      .replace(/^-0(\.0+)?$/, '0')
      .replace('-', '\u2212'),
  )
}
