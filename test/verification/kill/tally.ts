/** Counted over all cells of a kill test. */
export interface Tally {
  kills: number
  started: number
  stops: number
  readonly died: string[]
}
