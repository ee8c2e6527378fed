import type { Exchange } from '../../../desk/exchange/exchange.ts'
import type { ControlItem, StopCode } from '../../../shared/domain/control.ts'
import type { Read } from '../../../shared/domain/read.ts'
import type { Store } from '../../../shared/ports/store.ts'
import type { CellPlan } from './cellPlan.ts'

const LOOK_EVERY_MS = 40
/** A bot that is only killed has no reason for these. */
const UNWARRANTED: readonly StopCode[] = [
  'INVARIANT',
  'FILL_IMPOSSIBLE',
  'OPEN_ORDERS',
  'STATE_LOSS',
  'ORDER_ID',
  'BALANCE_SHORT',
]

/**
 * Looks at the control item over and over: between two looks that both find the same STOP done, no order may be live or
 * have been placed.
 */
export function watchCell(of: {
  readonly cell: CellPlan
  readonly store: Store
  readonly exchange: Exchange
  readonly report: (what: string) => void
}): void {
  const { cell, store, exchange, report } = of
  let since: { readonly seq: number; readonly atMs: number } | null = null
  const told = new Set<string>()
  const once = (what: string): void => {
    if (told.has(what)) return
    told.add(what)
    report(what)
  }
  const look = async (): Promise<void> => {
    const read = await store.control()
    const seq = doneSeq(read)
    if (read.ok && read.value !== 'absent') {
      const wrong = read.value.codes.find((code) => UNWARRANTED.includes(code))
      if (wrong !== undefined)
        once(`STOP ${read.value.haltSeq} by ${wrong}: ${read.value.messages.join(' | ')}`)
    }
    if (seq === null) since = null
    else if (since?.seq !== seq) since = { seq, atMs: exchange.nowMs() }
    const from = since?.atMs
    if (from === undefined) return
    for (const order of exchange.openOrders(cell.account)) once(`STOP ${seq} is done, and ${order.id} lives`)
    const late = exchange.trades(cell.account).find((trade) => trade.matchedAtMs > from)
    if (late !== undefined) once(`STOP ${seq} was done when trade ${late.id} was matched`)
  }
  const again = (): void => {
    look().then(
      () => setTimeout(again, LOOK_EVERY_MS),
      (error: unknown) => once(`the watch failed: ${String(error)}`),
    )
  }
  again()
}

/** The STOP that is done and not resumed from; null where there is none, or nobody can say. */
const doneSeq = (read: Read<ControlItem>): number | null =>
  read.ok &&
  read.value !== 'absent' &&
  read.value.doneSeq === read.value.haltSeq &&
  read.value.clearedSeq < read.value.haltSeq
    ? read.value.haltSeq
    : null
