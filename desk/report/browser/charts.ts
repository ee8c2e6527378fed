import type uPlot from 'uplot'
import type { Stretch } from '../nextStretch.ts'
import type { ReplayRun } from '../result.ts'
import { laneAxis, timeAxis, valueAxis } from './axes.ts'
import { type Columns, columnsOf } from './columns.ts'
import { element } from './element.ts'
import { legendsOf } from './legends.ts'
import { drawBands, drawFills, drawGaps, drawInstant, drawQuotes } from './marks.ts'
import { type Palette, readPalette } from './palette.ts'
import { priceRange } from './priceRange.ts'
import { createReadout } from './readout.ts'
import { createZoom, type Zoom } from './zoom.ts'

/** The library, put before this script by the page. */
const Plot = (globalThis as unknown as { readonly uPlot: typeof uPlot }).uPlot

export interface Charts {
  /** Colours have changed. */
  repaint(): void
  resize(): void
  /** The stretch of time that is looked at; null: all of it. */
  shown(): Stretch | null
  show(stretch: Stretch): void
  /** Where a pointer is, in pixels from the left; null: on none of them. */
  pointedPx(): number | null
  point(leftPx: number): void
  destroy(): void
}

/** Charts this narrow give their axes less. */
const NARROW = 500

interface Panel {
  readonly name: 'price' | 'bands' | 'inventory' | 'exposure' | 'equity'
  readonly title: string
  readonly heightPx: number
  readonly hasTimes: boolean
}

const PANELS: readonly Panel[] = [
  { name: 'price', title: 'Price, USDC a share', heightPx: 340, hasTimes: true },
  { name: 'bands', title: 'Phase and mode', heightPx: 52, hasTimes: false },
  { name: 'inventory', title: 'Inventory, shares', heightPx: 110, hasTimes: false },
  { name: 'exposure', title: 'Exposure against the cap, USDC', heightPx: 130, hasTimes: false },
  { name: 'equity', title: 'Profit and loss, USDC', heightPx: 170, hasTimes: true },
]

interface Context {
  readonly run: ReplayRun
  readonly columns: Columns
  readonly look: { palette: Palette }
  readonly plots: uPlot[]
  readonly zoom: Zoom
  readonly onCursor: (index: number | null, ms: number | null) => void
}

/** All charts of a run, linked: one zoom, one cursor, one readout. */
export function createCharts(host: HTMLElement, run: ReplayRun): Charts {
  const { startMs, endMs } = run.tape
  const columns = columnsOf(run)
  const plots: uPlot[] = []
  const look = { palette: readPalette() }
  const readout = createReadout(run, columns)
  const zoom = createZoom(plots, { fromMs: run.tape.startMs, toMs: run.tape.endMs })
  host.append(zoom.tools, readout.node)
  const context: Context = { run, columns, look, plots, zoom, onCursor: readout.show }
  for (const panel of PANELS) {
    const legend = element('div', 'chart-head', element('h3', '', panel.title), ...legendsOf(panel.name, run))
    const node = element('div', 'chart', legend)
    node.role = 'group'
    node.ariaLabel = panel.title
    host.append(node)
    plots.push(new Plot(optionsOf(panel, context, widthOf(host)), dataOf(panel, columns), node))
  }
  return {
    repaint: () => {
      look.palette = readPalette()
      for (const plot of plots) plot.redraw(true, true)
    },
    resize: () => {
      const width = widthOf(host)
      plots.forEach((plot, index) => {
        plot.setSize({ width, height: PANELS[index]?.heightPx ?? plot.height })
      })
    },
    shown: () => {
      const { min, max } = plots[0]?.scales['x'] ?? {}
      const isAll = min === undefined || max === undefined || (min <= startMs && max >= endMs)
      return isAll ? null : { fromMs: min, toMs: max }
    },
    show: ({ fromMs, toMs }) => plots[0]?.setScale('x', { min: fromMs, max: toMs }),
    pointedPx: () => {
      const left = plots[0]?.cursor.left ?? -1
      return left < 0 ? null : left
    },
    point: (leftPx) => plots[0]?.setCursor({ left: leftPx, top: 0 }),
    destroy: () => {
      for (const plot of plots) plot.destroy()
    },
  }
}

export function widthOf(host: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(host)
  return Math.max(
    200,
    Math.floor(host.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight)),
  )
}

function dataOf({ name }: Panel, columns: Columns): uPlot.AlignedData {
  const { atMs, bid, ask, mid } = columns
  if (name === 'price') return [atMs, bid, ask, mid]
  if (name === 'bands') return [atMs, atMs.map(() => null)]
  return [atMs, columns[name]]
}

function optionsOf(panel: Panel, context: Context, width: number): uPlot.Options {
  const { run, look, zoom } = context
  return {
    width,
    height: panel.heightPx,
    ms: 1,
    tzDate: (ms) => Plot.tzDate(new Date(ms), 'Etc/UTC'),
    legend: { show: false },
    // To the right half of a time with its seconds.
    padding: [10, 28, panel.hasTimes ? 0 : 4, 0],
    cursor: {
      sync: { key: 'report', setSeries: false, scales: ['x', null] },
      y: false,
      points: { show: panel.name !== 'bands', size: 7 },
      drag: { x: true, y: false, setScale: true },
    },
    scales: {
      x: { time: true, range: (_u, min, max) => zoom.bounded(min, max) },
      y: { auto: true, range: rangeOf(panel, run) },
    },
    axes: [
      timeAxis(look, panel.hasTimes),
      panel.name === 'bands' ? laneAxis(look, width < NARROW) : valueAxis(look, width < NARROW),
    ],
    series: [{}, ...seriesOf(panel, look)],
    hooks: hooksOf(panel, context),
  }
}

function rangeOf(panel: Panel, run: ReplayRun): NonNullable<uPlot.Scale['range']> {
  const { name } = panel
  if (name === 'price') return (u) => priceRange(u, run)
  if (name === 'bands') return () => [0, 1]
  if (name === 'exposure')
    return (_u, _min, max) => [0, Math.max(max ?? 0, run.settings.capMicros / 1e6) * 1.12]
  if (name === 'inventory')
    return (_u, _min, max) => [0, Math.max(max ?? 0, run.tape.minSizeMicros / 1e6) * 1.15]
  return (_u, min, max) => {
    const [low, high] = [Math.min(0, min ?? 0), Math.max(0, max ?? 0)]
    const pad = Math.max(0.01, (high - low) * 0.12)
    return [low === 0 ? -pad / 3 : low - pad, high + pad]
  }
}

function seriesOf({ name }: Panel, look: Context['look']): uPlot.Series[] {
  const paths = Plot.paths.stepped?.({ align: 1 })
  const stepped = paths === undefined ? {} : { paths }
  const line = (colour: keyof Palette, width: number): uPlot.Series => ({
    ...stepped,
    width,
    stroke: () => look.palette[colour],
    points: { show: false },
  })
  if (name === 'bands') return [{ show: false }]
  if (name === 'price') return [line('market', 1), line('market', 1), line('mid', 1.5)]
  if (name === 'equity') return [line('equity', 2)]
  return [{ ...line('mid', 1.5), fill: () => tint(look.palette.market) }]
}

const tint = (colour: string): string => colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)')

function hooksOf(panel: Panel, context: Context): uPlot.Hooks.Arrays {
  const { run, look, zoom } = context
  const { gameStartMs } = run.tape
  const isFirst = panel.name === 'price'
  return {
    drawAxes: [
      (u) => {
        const canvas = { u, palette: look.palette }
        drawGaps(canvas, run.time.gaps)
        if (panel.name === 'bands') drawBands(canvas, run.bands)
      },
    ],
    draw: [
      (u) => {
        const canvas = { u, palette: look.palette }
        const { palette } = look
        if (isFirst) drawQuotes(canvas, run.quotes)
        if (panel.name === 'exposure')
          drawLevel(u, run.settings.capMicros / 1e6, palette.cap, `cap ${run.settings.capMicros / 1e6}`)
        if (panel.name === 'equity') drawLevel(u, 0, palette.soft, null)
        if (gameStartMs !== null) {
          drawInstant(canvas, {
            ms: gameStartMs,
            colour: palette.soft,
            dashed: true,
            label: isFirst ? 'game start' : null,
            line: 0,
          })
        }
        if (run.stop !== null) {
          drawInstant(canvas, {
            ms: run.stop.atMs,
            colour: palette.cap,
            dashed: false,
            label: isFirst ? 'STOP' : null,
            line: 1,
          })
        }
        if (isFirst) drawFills(canvas, run.fills)
      },
    ],
    setScale: [(u, key) => (key === 'x' ? zoom.follow(u) : undefined)],
    setCursor: isFirst
      ? [
          (u) => {
            const { idx, left } = u.cursor
            const isIn = left !== undefined && left >= 0 && typeof idx === 'number'
            context.onCursor(isIn ? idx : null, isIn ? u.posToVal(left, 'x') : null)
          },
        ]
      : [],
  }
}

/** A level across the plot, named where it is drawn. */
function drawLevel(u: uPlot, value: number, colour: string, label: string | null): void {
  const { ctx, bbox } = u
  const ratio = window.devicePixelRatio || 1
  const y = u.valToPos(value, 'y', true)
  ctx.save()
  ctx.strokeStyle = colour
  ctx.fillStyle = colour
  ctx.lineWidth = ratio
  if (label !== null) ctx.setLineDash([5 * ratio, 4 * ratio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  if (label !== null) {
    ctx.font = `600 ${12 * ratio}px system-ui, sans-serif`
    ctx.textAlign = 'right'
    ctx.textBaseline = 'top'
    ctx.fillText(label, bbox.left + bbox.width - 4 * ratio, y + 3 * ratio)
  }
  ctx.restore()
}
