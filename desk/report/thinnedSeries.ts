import type { ReplaySeries } from './result.ts'

/** One instant of each column. */
export type Point = { readonly [K in Exclude<keyof ReplaySeries, 'stride'>]: ReplaySeries[K][number] }

/** Points thinned evenly: when there are too many, every other one goes and half as many come. */
export class ThinnedSeries {
  private points: Point[] = []
  private stride = 1
  private seen = 0
  private readonly most: number

  constructor(most: number) {
    this.most = most
  }

  /** Asked once for each tick: whether its point is to be pushed. */
  wants(): boolean {
    this.seen += 1
    return (this.seen - 1) % this.stride === 0
  }

  push(point: Point): void {
    this.points.push(point)
    if (this.points.length < this.most) return
    this.points = this.points.filter((_, index) => index % 2 === 0)
    this.stride *= 2
  }

  columns(): ReplaySeries {
    const { points, stride } = this
    const column = <K extends keyof Point>(key: K): Point[K][] => points.map((point) => point[key])
    return {
      stride,
      atMs: column('atMs'),
      bidMicros: column('bidMicros'),
      askMicros: column('askMicros'),
      midMicros: column('midMicros'),
      inventoryMicros: column('inventoryMicros'),
      exposureMicros: column('exposureMicros'),
      equityMicros: column('equityMicros'),
    }
  }
}
