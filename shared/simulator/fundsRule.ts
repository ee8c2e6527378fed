/** What an account has of one asset, as the venue counts it. */
export interface Balance {
  /** Moved for good. */
  readonly settled: number
  /** Promised by matches that have not settled; still inside `settled`. */
  readonly matched: number
  /** Promised by orders that rest. */
  readonly held: number
}

/** Can the balance back an order on top of what it has promised already? The venue's words when not. */
export function fundsError({ settled, matched, held }: Balance, amountMicros: number): string | null {
  if (settled - matched - held >= amountMicros) return null
  const parts = [`balance: ${Math.max(0, settled)}`]
  if (matched > 0) parts.push(`sum of matched orders: ${matched}`)
  if (held > 0) parts.push(`sum of active orders: ${held}`)
  return `not enough balance / allowance: the balance is not enough -> ${[...parts, wanted(amountMicros)].join(', ')}`
}

/** The refusal of a wallet that has not let the exchange move its money. */
export const allowanceError = (amountMicros: number): string =>
  `not enough balance / allowance: the allowance is not enough -> allowance: 0, ${wanted(amountMicros)}`

const wanted = (amountMicros: number): string => `order amount (inc. fees): ${amountMicros}`
