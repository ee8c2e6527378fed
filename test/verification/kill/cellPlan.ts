import { computeAddress, id } from 'ethers'

/** One bot of several that live side by side: its own wallet, market, table and secrets. */
export interface CellPlan {
  readonly name: string
  readonly key: string
  readonly account: string
  readonly market: string
  readonly token: string
  readonly table: string
}

export function planCells(count: number): readonly CellPlan[] {
  return Array.from({ length: count }, (_, i) => {
    const key = id(`a key of the kill test, ${i}`)
    return {
      name: `cell${i}`,
      key,
      account: computeAddress(key).toLowerCase(),
      market: `0x${(i + 1).toString(16).padStart(64, 'c')}`,
      token: String(7_000 + i),
      table: `kill${i}`,
    }
  })
}
