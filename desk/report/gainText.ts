/** `+1.20`, `-0.35`, `0.00`; a question mark where it is not known. */
export const gainText = (usdc: number | null): string =>
  usdc === null ? '?' : `${usdc > 0 ? '+' : ''}${usdc.toFixed(2)}`
