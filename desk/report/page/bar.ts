import { type Html, html } from './html.ts'

/** A bar from the middle: to the right a gain, to the left a loss. Its width is the part of the largest. */
export function bar(value: number, most: number): Html {
  const width = Math.round((Math.abs(value) / most) * 490) / 10
  const x = value < 0 ? 50 - width : 50
  return html`<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="${value < 0 ? 'loss' : 'gain'}" x="${x}" y="1" width="${width}" height="10"/><line x1="50" x2="50" y1="0" y2="12" vector-effect="non-scaling-stroke"/></svg>`
}

/** A bar from the left. */
export function countBar(value: number, most: number): Html {
  const width = most === 0 ? 0 : Math.round((value / most) * 1000) / 10
  return html`<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true"><rect class="count" x="0" y="1" width="${width}" height="10"/></svg>`
}
