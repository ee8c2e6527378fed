import { Random } from '../../shared/simulator/random.ts'
import { type BlockSum, studentised } from './studentised.ts'

/** The same units give the same interval. */
const SEED = 1
/** Long blocks of independent units vary more than single ones by this factor in one sample of ten. */
const DEPENDENT = 1.5
/** Blocks that are long enough for what hangs together over many trips, and just enough of them for an interval. */
const LONG_BLOCKS = 15
/** Of the total. rare: so few units carry the spread that their frequency is unknown. */
export type TotalInterval = Bounds | Rare | { readonly is: 'alike' }
export interface Bounds {
  readonly is: 'interval'
  readonly low: number
  readonly high: number
}
export interface Rare {
  readonly is: 'rare'
  /** How many blocks carry the spread. */
  readonly carriers: number
}

/**
 * Blocks of about the root of their number. Where long stretches vary more than independent units can, the interval
 * holds that of long blocks too: neither knows how far the dependence reaches.
 */
export function unitInterval(amounts: readonly number[]): TotalInterval {
  const short = blockInterval(cut(amounts, Math.floor(Math.sqrt(amounts.length))))
  if (short.is !== 'interval') return short
  const long = cut(amounts, LONG_BLOCKS)
  const single = amounts.map((sum) => ({ sum, length: 1 }))
  if (variance(long) <= DEPENDENT * variance(single)) return short
  const wide = blockInterval(long)
  if (wide.is !== 'interval') return wide
  return { is: 'interval', low: Math.min(short.low, wide.low), high: Math.max(short.high, wide.high) }
}

export function blockInterval(blocks: readonly BlockSum[]): TotalInterval {
  const [first] = blocks
  if (blocks.every(({ sum, length }) => sum * (first?.length ?? 1) === length * (first?.sum ?? 0))) {
    return { is: 'alike' }
  }
  const random = new Random(SEED)
  const length = blocks.reduce((total, block) => total + block.length, 0)
  const mean = studentised(blocks, (bound) => random.below(bound))
  if (mean === null) return { is: 'rare', carriers: carriersOf(blocks) }
  return { is: 'interval', low: mean.low * length, high: mean.high * length }
}

/** Neighbours together, in blocks of nearly equal length. */
function cut(amounts: readonly number[], count: number): readonly BlockSum[] {
  return Array.from({ length: count }, (_, block) => {
    const from = Math.floor((block * amounts.length) / count)
    const to = Math.floor(((block + 1) * amounts.length) / count)
    return { sum: amounts.slice(from, to).reduce((total, each) => total + each, 0), length: to - from }
  })
}

function distances(blocks: readonly BlockSum[]): readonly number[] {
  const length = blocks.reduce((total, block) => total + block.length, 0)
  const mean = blocks.reduce((total, block) => total + block.sum, 0) / length
  return blocks.map((block) => (block.sum - block.length * mean) ** 2)
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)

const variance = (blocks: readonly BlockSum[]): number =>
  (sum(distances(blocks)) * blocks.length) / (blocks.length - 1)

/** How many blocks carry the spread: one alone gives 1, all alike give all. */
function carriersOf(blocks: readonly BlockSum[]): number {
  const squares = distances(blocks)
  return Math.max(1, sum(squares) ** 2 / sum(squares.map((each) => each ** 2)))
}
