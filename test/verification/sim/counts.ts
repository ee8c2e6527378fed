/** What a seed's report says about its world. */
export interface Counts {
  ticks: number
  posts: number
  actors: number
  /** By code, and by the text without its ids. */
  readonly stops: Map<string, number>
  readonly pages: Map<string, number>
}

export const createCounts = (): Counts => ({
  ticks: 0,
  posts: 0,
  actors: 0,
  stops: new Map(),
  pages: new Map(),
})
