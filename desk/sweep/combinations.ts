import { Random } from '../../shared/simulator/random.ts'
import type { Axis, SettingValue } from './axis.ts'

/** One value of each axis, in the order of the axes. */
export type Combination = readonly SettingValue[]

/** How many the grid of all values has. */
export const gridSize = (axes: readonly Axis[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1)

/** All of the grid, the last axis changing fastest. */
export const wholeGrid = (axes: readonly Axis[]): readonly Combination[] =>
  Array.from({ length: gridSize(axes) }, (_, index) => combinationAt(axes, index))

/**
 * A number of different ones of the grid, every set of them as likely (Floyd's sampling: Bentley and Floyd, 1987), in the
 * order of the grid. The same seed gives the same ones; all, where the grid has no more.
 */
export function sampled(
  axes: readonly Axis[],
  of: { readonly count: number; readonly seed: number },
): readonly Combination[] {
  const size = gridSize(axes)
  if (of.count >= size) return wholeGrid(axes)
  const random = new Random(of.seed)
  const chosen = new Set<number>()
  for (let last = size - of.count; last < size; last += 1) {
    const drawn = random.below(last + 1)
    chosen.add(chosen.has(drawn) ? last : drawn)
  }
  return [...chosen].sort((a, b) => a - b).map((index) => combinationAt(axes, index))
}

function combinationAt(axes: readonly Axis[], index: number): Combination {
  const values: SettingValue[] = []
  let rest = index
  for (const axis of axes.toReversed()) {
    values.unshift(axis.values[rest % axis.values.length] as SettingValue)
    rest = Math.floor(rest / axis.values.length)
  }
  return values
}
