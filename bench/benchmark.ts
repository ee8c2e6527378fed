/** One thing worth measuring. One file a benchmark, and a line in the table of `main.ts`. */
export interface Benchmark {
  /** The name of the result in the JSON. */
  readonly key: string
  readonly title: string
  readonly unit: string
  /** What it should reach at least. */
  readonly target: number
  /** Measures once; the median of several runs counts. */
  run(): Promise<number>
}
