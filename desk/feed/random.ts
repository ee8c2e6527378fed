/**
 * A small seeded generator (mulberry32): 32 bits of state, integers only, the same sequence on every machine.
 * For markets and settlements on the desk, never for keys.
 */
export interface Random {
  /** A float in [0, 1), exact in 32 bits. */
  next(): number
  /** An integer in [from, to], both ends included. */
  between(from: number, to: number): number
  /** True once in `1 / probability` draws. */
  chance(probability: number): boolean
  /** A draw around 0 with a standard deviation of 1, bounded by 6: the sum of twelve, without transcendentals. */
  normal(): number
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    normal: () => {
      let sum = -6
      for (let draws = 0; draws < 12; draws++) sum += next()
      return sum
    },
  }
}
