import type { Page } from 'playwright-core'

/** A figure as the page shows it, and its claimed place in the document. */
export interface ShownFigure {
  readonly path: string
  readonly unit: string
  readonly text: string
}

/** All figures of the page, hidden ones too. */
export const figuresOf = (page: Page): Promise<ShownFigure[]> =>
  page.$$eval('[data-figure]', (nodes) =>
    nodes.map((node) => ({
      path: node.getAttribute('data-figure') ?? '',
      unit: node.getAttribute('data-unit') ?? '',
      text: node.textContent ?? '',
    })),
  )

/** Micros in one of what the unit counts, and how far rounding may have taken it. */
const UNITS: Readonly<Record<string, { readonly micros: number; readonly decimals: number }>> = {
  usdc: { micros: 1_000_000, decimals: 4 },
  gain: { micros: 1_000_000, decimals: 4 },
  total: { micros: 1_000_000, decimals: 2 },
  cents: { micros: 10_000, decimals: 2 },
  shares: { micros: 1_000_000, decimals: 2 },
  price: { micros: 1_000_000, decimals: 4 },
  count: { micros: 1, decimals: 0 },
}

/** A sentence for each figure that is not what the document says; the page's own formatting has no part in it. */
export function differences(figures: readonly ShownFigure[], document: unknown): readonly string[] {
  return figures.flatMap(({ path, unit, text }) => {
    const sign = path.startsWith('-') ? -1 : 1
    const told = valueAt(document, path.replace(/^-/, ''))
    if (told === null && text === '–') return []
    const { micros, decimals } = UNITS[unit] ?? { micros: Number.NaN, decimals: 0 }
    const shown = readNumber(text)
    if (typeof told !== 'number' || !Number.isFinite(shown)) return [`${path}: ${text} for ${String(told)}`]
    const off = Math.abs(shown - (sign * told) / micros)
    return off <= 0.5 * 10 ** -decimals + 1e-9 ? [] : [`${path}: ${text} for ${told}`]
  })
}

/** @returns NaN for what is not a number. */
export const readNumber = (text: string): number =>
  /^[+−]?[\d,]+(\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '').replace('−', '-')) : Number.NaN

function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined,
      document,
    )
}
