import type uPlot from 'uplot'
import { element } from './element.ts'

export interface Zoom {
  readonly tools: HTMLElement
  /** Limits for the time scale: never beyond the record, never narrower than a few ticks. */
  bounded(min: number | null, max: number | null): [number, number]
  /** One chart was zoomed: the others go with it. */
  follow(u: uPlot): void
}

const NARROWEST_MS = 30_000

/** One stretch of time for all charts, by dragging on any of them or by buttons, which fingers need. */
export function createZoom(
  plots: readonly uPlot[],
  all: { readonly fromMs: number; readonly toMs: number },
): Zoom {
  let isFollowing = false
  const now = (): readonly [number, number] => {
    const { min, max } = plots[0]?.scales['x'] ?? {}
    return [min ?? all.fromMs, max ?? all.toMs]
  }
  const show = (fromMs: number, toMs: number): void => {
    const span = Math.min(toMs - fromMs, all.toMs - all.fromMs)
    const from = Math.max(all.fromMs, Math.min(fromMs, all.toMs - span))
    plots[0]?.setScale('x', { min: from, max: from + span })
  }
  const scaled = (factor: number): void => {
    const [from, to] = now()
    const half = Math.max(NARROWEST_MS, (to - from) * factor) / 2
    show((from + to) / 2 - half, (from + to) / 2 + half)
  }
  const moved = (part: number): void => {
    const [from, to] = now()
    show(from + (to - from) * part, to + (to - from) * part)
  }
  const button = (text: string, label: string, act: () => void): HTMLButtonElement => {
    const node = element('button', '', text)
    node.type = 'button'
    node.ariaLabel = label
    node.title = label
    node.addEventListener('click', act)
    return node
  }
  const earlier = button('\u2190', 'Earlier', () => moved(-0.5))
  const later = button('\u2192', 'Later', () => moved(0.5))
  const wider = button('\u2212', 'Zoom out', () => scaled(2))
  const whole = button('All', 'Reset zoom', () => show(all.fromMs, all.toMs))
  const closer = button('+', 'Zoom in', () => scaled(0.5))
  const hint = element('span', 'hint', 'Drag across a chart to zoom, double-click to reset. Times are UTC.')
  const refresh = (): void => {
    const [from, to] = now()
    const isAll = to - from >= all.toMs - all.fromMs
    whole.disabled = isAll
    wider.disabled = isAll
    earlier.disabled = from <= all.fromMs
    later.disabled = to >= all.toMs
  }
  return {
    tools: element('div', 'chart-tools', closer, wider, earlier, later, whole, hint),
    bounded: (min, max) => {
      const from = Math.max(all.fromMs, min ?? all.fromMs)
      const to = Math.min(all.toMs, max ?? all.toMs)
      return to - from >= NARROWEST_MS / 10 ? [from, to] : [from, from + NARROWEST_MS / 10]
    },
    follow: (u) => {
      if (isFollowing) return
      isFollowing = true
      const { min, max } = u.scales['x'] ?? {}
      for (const plot of plots) {
        if (plot !== u && min !== undefined && max !== undefined) plot.setScale('x', { min, max })
      }
      isFollowing = false
      refresh()
    },
  }
}
