import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { ControlItem } from '../../../shared/domain/control.ts'
import type { OrderId, TokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { MemoryStore } from '../../support/memoryStore.ts'
import { checkCrowd, checkEntry } from './entryChecks.ts'
import { createIntents, type Intent, type Intents, isHalted, type OnIntent } from './intents.ts'
import { createLegCheck } from './legCheck.ts'
import type { OutcomeBooks } from './outcomeBooks.ts'
import type { Limits } from './stopCheck.ts'
import type { Report, Violation } from './violation.ts'

/** Looks at the truth, which no actor can see: at every order the venue takes, and at every write to the table. */
export interface Watch {
  readonly violations: readonly Violation[]
  readonly report: Report
  /** An order of ours has just entered the book. */
  placed(id: OrderId): void
  /** The table has just been written by this process. */
  wrote(by: string): void
  /** A lease was taken, so only its holder may write. */
  acquired(token: TokenId, by: string): void
  committed(token: TokenId, by: string): void
  /** STOPs counted so far: an operator's patience is measured by it. */
  readonly changes: { control: number }
}

const MAX_VIOLATIONS = 20

/** The highest that a run may know. */
const capMicros = ({ limitsOf }: Watched, token: TokenId): number =>
  Math.max(0, ...limitsOf(token).map(({ risk }) => risk.maxUsdcLockedMicros))

/** What the watch looks at, and whom it tells. */
interface Watched {
  readonly exchange: AuditedExchange
  readonly account: string
  readonly store: MemoryStore
  readonly booksOf: (token: TokenId) => OutcomeBooks
  readonly limitsOf: (token: TokenId) => readonly Limits[]
  readonly onControl: () => void
  /** An intent has just been stored: the worst moment for a STOP. */
  readonly onIntent: OnIntent
}

export function createWatch(of: Watched): Watch {
  const { exchange, account, store } = of
  const violations: Violation[] = []
  const holders = new Map<TokenId, string>()
  const seenStates = new Map<TokenId, MarketState | null>()
  let control: ControlItem = 'absent'
  const changes = { control: 0 }

  const report: Report = (invariant, what) => {
    if (violations.length < MAX_VIOLATIONS) {
      violations.push({ invariant, what: `${new Date(exchange.nowMs()).toISOString()} ${what}` })
    }
  }
  const intents = createIntents(of.onIntent)
  const checkLegs = createLegCheck(exchange, report)
  return {
    violations,
    report,
    changes,
    placed: (id) => {
      const order = exchange.order(id)
      if (order === undefined) return
      checkIntent(id, intents.get(id), report)
      checkCrowd(exchange, account, order, report)
      if (order.side === 'BUY')
        checkEntry(exchange, order, of.booksOf(order.token), capMicros(of, order.token), report)
    },
    acquired: (token, by) => holders.set(token, by),
    committed: (token, by) => {
      if (holders.get(token) !== by) report('I8', `${by} wrote ${token}, held by ${holders.get(token)}`)
    },
    wrote: () => {
      const now: ControlItem = store.control_ ?? 'absent'
      const isNew = JSON.stringify(now) !== JSON.stringify(control)
      control = now
      for (const { state } of store.items.values()) {
        if (state === null) continue
        const { tokenId } = state
        if (seenStates.get(tokenId) === state) continue
        seenStates.set(tokenId, state)
        intents.noteState(state, control)
        checkLegs(state)
      }
      if (!isNew) return
      changes.control += 1
      intents.noteControl(control)
      checkDoneStop(of, intents, control, report)
      of.onControl()
    },
  }
}

function checkIntent(id: OrderId, intent: Intent | undefined, report: Report): void {
  if (intent === undefined) report('I6', `${id} was placed without a stored intent`)
  else if (!intent.allowed)
    report('I6', `${id} (${intent.order.purpose}) was placed although halted since its intent`)
  if (intent?.doneAfter != null) report('I7', `${id} was placed after STOP ${intent.doneAfter} was done`)
}

/** While a STOP is done no order of ours lives but those of a flatten. */
function checkDoneStop(
  { exchange, account }: Watched,
  intents: Intents,
  control: ControlItem,
  report: Report,
): void {
  const { haltSeq, doneSeq } = control === 'absent' ? { haltSeq: 0, doneSeq: 0 } : control
  if (!isHalted(control) || doneSeq !== haltSeq) return
  const live = exchange
    .openOrders(account)
    .find((order) => intents.get(order.id)?.order.purpose !== 'flatten')
  if (live !== undefined) report('I7', `STOP ${doneSeq} is done, yet ${live.id} lives`)
}
