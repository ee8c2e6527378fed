import type { ReplayRun } from '../result.ts'
import { element } from './element.ts'
import { MODE_COLOURS, PHASE_COLOURS } from './marks.ts'

type Shape = 'line' | 'thick' | 'up' | 'down' | 'box' | 'hatch'

/** What the marks of a chart mean; only those that it has. */
export function legendsOf(chart: string, run: ReplayRun): readonly HTMLElement[] {
  if (chart === 'price') return priceLegends(run)
  if (chart !== 'bands') return []
  const phases = new Set(run.bands.map(({ phase }) => phase))
  const modes = new Set(run.bands.map(({ mode }) => mode))
  return [
    ...[...phases].map((phase) => legend('box', PHASE_COLOURS[phase], phase)),
    ...[...modes].map((mode) => legend('box', MODE_COLOURS[mode], mode)),
  ]
}

const priceLegends = ({ quotes, fills, time }: ReplayRun): readonly HTMLElement[] => [
  legend('line', 'market', 'bid, ask'),
  legend('line', 'mid', 'mid'),
  ...(quotes.some(({ side }) => side === 'BUY') ? [legend('thick', 'buy', 'our BUY')] : []),
  ...(quotes.some(({ side }) => side === 'SELL') ? [legend('thick', 'sell', 'our SELL')] : []),
  ...(fills.some(({ side }) => side === 'BUY') ? [legend('up', 'buy', 'bought')] : []),
  ...(fills.some(({ side }) => side === 'SELL') ? [legend('down', 'sell', 'sold')] : []),
  ...(time.gaps.length > 0 ? [legend('hatch', 'gap', 'nothing known')] : []),
]

const PATHS: Readonly<Record<Shape, { readonly d: string; readonly stroke?: number }>> = {
  line: { d: 'M0 6H16', stroke: 1.5 },
  thick: { d: 'M0 6H16', stroke: 3 },
  up: { d: 'M8 1L14 11H2Z' },
  down: { d: 'M8 11L14 1H2Z' },
  box: { d: 'M1 1H15V11H1Z' },
  hatch: { d: 'M0 8L6 0M3 12L12 0M9 12L16 3', stroke: 1 },
}

function legend(shape: Shape, colour: string, text: string): HTMLElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 16 12')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(space, 'path')
  const { d, stroke } = PATHS[shape]
  path.setAttribute('d', d)
  path.style.fill = stroke === undefined ? `var(--${colour})` : 'none'
  if (stroke !== undefined) {
    path.style.stroke = `var(--${colour})`
    path.style.strokeWidth = String(stroke)
  } else if (shape === 'box') {
    // Some are as pale as their background.
    path.style.stroke = 'var(--soft)'
  }
  svg.append(path)
  const node = element('span', 'legend')
  node.append(svg, text)
  return node
}
