import type uPlot from 'uplot'
import type { ReplayRun } from '../result.ts'
import type { Palette } from './palette.ts'

/** What is drawn on a canvas in addition to a library's own lines. Coordinates are canvas pixels. */
export interface Canvas {
  readonly u: uPlot
  readonly palette: Palette
}

const HATCH_PX = 7
const MARK_PX = 6
const LABEL_PX = 16

const ratio = (): number => window.devicePixelRatio || 1
const xOf = ({ u }: Canvas, ms: number): number => u.valToPos(ms, 'x', true)

/** Draws nothing outside of the plot, and leaves the context as it was. */
function within({ u }: Canvas, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = u
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  draw(ctx)
  ctx.restore()
}

/** Stretches of which nothing is known: hatched from top to bottom. */
export function drawGaps(canvas: Canvas, gaps: ReplayRun['time']['gaps']): void {
  const { u, palette } = canvas
  const { top, height } = u.bbox
  within(canvas, (ctx) => {
    for (const { fromMs, toMs } of gaps) {
      const [from, to] = [xOf(canvas, fromMs), xOf(canvas, toMs)]
      if (to < u.bbox.left || from > u.bbox.left + u.bbox.width) continue
      ctx.save()
      ctx.beginPath()
      ctx.rect(from, top, Math.max(1, to - from), height)
      ctx.clip()
      ctx.globalAlpha = 0.35
      ctx.strokeStyle = palette.gap
      ctx.lineWidth = ratio()
      ctx.beginPath()
      const step = HATCH_PX * ratio()
      const first = Math.max(from, u.bbox.left) - height
      const last = Math.min(to, u.bbox.left + u.bbox.width)
      for (let x = first - (first % step); x < last; x += step) {
        ctx.moveTo(x, top + height)
        ctx.lineTo(x + height, top)
      }
      ctx.stroke()
      ctx.restore()
    }
  })
}

/** An instant that matters to every chart: the game's start, a STOP. */
export function drawInstant(
  canvas: Canvas,
  of: {
    readonly ms: number
    readonly colour: string
    readonly dashed: boolean
    readonly label: string | null
    /** Of the labels from the top down, so that two instants close together stay legible. */
    readonly line: number
  },
): void {
  const { bbox } = canvas.u
  const x = xOf(canvas, of.ms)
  if (x < bbox.left || x > bbox.left + bbox.width) return
  within(canvas, (ctx) => {
    ctx.strokeStyle = of.colour
    ctx.fillStyle = of.colour
    ctx.lineWidth = 1.5 * ratio()
    if (of.dashed) ctx.setLineDash([4 * ratio(), 4 * ratio()])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    if (of.label === null) return
    ctx.font = `600 ${12 * ratio()}px system-ui, sans-serif`
    const width = ctx.measureText(of.label).width
    const fits = x + width + 8 * ratio() < bbox.left + bbox.width
    ctx.textAlign = 'left'
    ctx.textBaseline = 'top'
    const y = bbox.top + (3 + LABEL_PX * of.line) * ratio()
    ctx.fillText(of.label, fits ? x + 5 * ratio() : x - width - 5 * ratio(), y)
  })
}

/** Our orders: a line at the price from when it rested to its end; a faint one was never filled. */
export function drawQuotes(canvas: Canvas, quotes: ReplayRun['quotes']): void {
  const { u, palette } = canvas
  const { min, max } = u.scales['x'] ?? {}
  within(canvas, (ctx) => {
    ctx.lineWidth = 2.5 * ratio()
    for (const { fromMs, toMs, priceMicros, side, filledMicros } of quotes) {
      if (toMs < (min ?? 0) || fromMs > (max ?? Number.POSITIVE_INFINITY)) continue
      const y = u.valToPos(priceMicros / 1e6, 'y', true)
      const from = xOf(canvas, fromMs)
      ctx.globalAlpha = filledMicros > 0 ? 1 : 0.55
      ctx.strokeStyle = side === 'BUY' ? palette.buy : palette.sell
      ctx.beginPath()
      ctx.moveTo(from, y)
      ctx.lineTo(Math.max(from + ratio(), xOf(canvas, toMs)), y)
      ctx.stroke()
    }
  })
}

/** Fills: a triangle up for a BUY, down for a SELL, so that the colour is not the only difference. */
export function drawFills(canvas: Canvas, fills: ReplayRun['fills']): void {
  const { u, palette } = canvas
  const { min, max } = u.scales['x'] ?? {}
  const r = MARK_PX * ratio()
  within(canvas, (ctx) => {
    ctx.lineWidth = 1.5 * ratio()
    ctx.strokeStyle = palette.paper
    for (const { atMs, priceMicros, side } of fills) {
      if (atMs < (min ?? 0) || atMs > (max ?? Number.POSITIVE_INFINITY)) continue
      const x = xOf(canvas, atMs)
      const y = u.valToPos(priceMicros / 1e6, 'y', true)
      const up = side === 'BUY' ? 1 : -1
      ctx.fillStyle = side === 'BUY' ? palette.buy : palette.sell
      ctx.beginPath()
      ctx.moveTo(x, y - up * r)
      ctx.lineTo(x + r, y + up * r * 0.8)
      ctx.lineTo(x - r, y + up * r * 0.8)
      ctx.closePath()
      ctx.fill()
      ctx.stroke()
    }
  })
}

/** Phase above, mode below: a lane each. */
export function drawBands(canvas: Canvas, bands: ReplayRun['bands']): void {
  const { u } = canvas
  const { top, height, left, width } = u.bbox
  const lane = (height - 3 * ratio()) / 2
  within(canvas, (ctx) => {
    for (const { fromMs, toMs, phase, mode } of bands) {
      const [from, to] = [xOf(canvas, fromMs), xOf(canvas, toMs)]
      if (to < left || from > left + width) continue
      const wide = Math.max(ratio(), to - from)
      ctx.fillStyle = canvas.palette[PHASE_COLOURS[phase]]
      ctx.fillRect(from, top, wide, lane)
      ctx.fillStyle = canvas.palette[MODE_COLOURS[mode]]
      ctx.fillRect(from, top + lane + 3 * ratio(), wide, lane)
    }
  })
}

export const PHASE_COLOURS = {
  IDLE: 'idle',
  ENTRY_PENDING: 'entry',
  POSITION_OPEN: 'open',
  EXIT_PENDING: 'exit',
} as const

export const MODE_COLOURS = { NORMAL: 'normal', EXIT_ONLY: 'exit-only', HALTED: 'halted' } as const
