import { mulDiv } from '../../shared/domain/decimal.ts'
import { MICROS } from '../../shared/domain/units.ts'
import type { ReplayEdge } from './result.ts'

/** What a fill came to 60 s later. Micro-dollars and micro-shares. */
export interface FillEdge {
  readonly sharesMicros: number
  readonly grossMicros: number
  readonly feesMicros: number
  readonly rebatesMicros: number
}

/** The edge a share after 60 s: a figure of how fills went, and no verdict, for what is held may turn later. */
export class EdgeSums {
  private fills = 0
  private sharesMicros = 0
  private grossMicros = 0
  private feesMicros = 0
  private rebatesMicros = 0

  add(of: FillEdge): void {
    this.fills += 1
    this.sharesMicros += of.sharesMicros
    this.grossMicros += of.grossMicros
    this.feesMicros += of.feesMicros
    this.rebatesMicros += of.rebatesMicros
  }

  edge(): ReplayEdge {
    const { fills, sharesMicros, grossMicros, feesMicros, rebatesMicros } = this
    const each = (micros: number): number | null =>
      sharesMicros === 0 ? null : mulDiv(micros, MICROS, sharesMicros, 'nearest')
    return {
      fills,
      sharesMicros,
      grossMicros: each(grossMicros),
      feesMicros: each(feesMicros),
      rebatesMicros: each(rebatesMicros),
      netMicros: each(grossMicros - feesMicros + rebatesMicros),
    }
  }
}
