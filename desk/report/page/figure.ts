import {
  formatCents,
  formatCount,
  formatPrice,
  formatShares,
  formatTotal,
  formatUsdc,
} from '../../verdict/format.ts'
import { type Html, html } from './html.ts'

const UNITS = {
  usdc: (value: number) => formatUsdc(value),
  gain: (value: number) => formatUsdc(value, true),
  total: (value: number) => formatTotal(value),
  cents: (value: number) => formatCents(value),
  shares: (value: number) => formatShares(value),
  price: (value: number) => formatPrice(value),
  count: (value: number) => formatCount(value),
} as const
export type FigureUnit = keyof typeof UNITS

/** A figure that names its place in the document, so that a reader can check it. */
export const figure = (path: string, unit: FigureUnit, value: number | null): Html =>
  html`<data value="${value === null ? '' : String(value)}" data-figure="${path}" data-unit="${unit}">${value === null ? '–' : UNITS[unit](value)}</data>`
