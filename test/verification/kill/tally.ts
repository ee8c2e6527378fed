/** Counted over all cells of a siege. */
export interface Tally {
  kills: number
  started: number
  stops: number
  readonly died: string[]
}
