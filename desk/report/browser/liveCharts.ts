import { nextStretch, type Stretch } from '../nextStretch.ts'
import type { ReplayRun } from '../result.ts'
import { type Charts, createCharts, widthOf } from './charts.ts'

export interface LiveCharts {
  /** What is known now: drawn at once, or when a person lets go of them. */
  take(run: ReplayRun): void
  repaint(): void
  resize(): void
}

/** Charts of a run that goes on. They are drawn again for each push, and keep the stretch of time and the instant looked at. */
export function createLiveCharts(host: HTMLElement): LiveCharts {
  let charts: Charts | null = null
  let drawn: Stretch | null = null
  let waiting: ReplayRun | null = null
  let isHeld = false
  const draw = (run: ReplayRun): void => {
    const all = { fromMs: run.tape.startMs, toMs: run.tape.endMs }
    const was = drawn === null || charts === null ? null : { all: drawn, shown: charts.shown() }
    const pointedPx = charts?.pointedPx() ?? null
    charts?.destroy()
    host.replaceChildren()
    charts = createCharts(host, run)
    drawn = all
    const stretch = nextStretch({ all, was, widthPx: widthOf(host) })
    if (stretch !== null) charts.show(stretch)
    if (pointedPx !== null) charts.point(pointedPx)
    document.documentElement.dataset['drawn'] = 'yes'
  }
  host.addEventListener('pointerdown', () => {
    isHeld = true
  })
  for (const end of ['pointerup', 'pointercancel'] as const) {
    window.addEventListener(end, () => {
      isHeld = false
      // The library zooms by the same event, perhaps after this.
      setTimeout(() => {
        if (waiting !== null && !isHeld) draw(waiting)
        waiting = null
      })
    })
  }
  return {
    take: (run) => {
      if (isHeld) waiting = run
      else draw(run)
    },
    repaint: () => charts?.repaint(),
    resize: () => charts?.resize(),
  }
}
