import type { ControlItem } from '../../../shared/domain/control.ts'
import type { Book } from '../../../shared/domain/market.ts'
import type { Outcome } from '../../../shared/domain/outcome.ts'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { epochMs, monotonicMs, orderId, price, size } from '../../../shared/domain/units.ts'
import type { Bell } from '../../../shared/ports/bell.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Ports } from '../../../shared/ports/ports.ts'
import type { HaltCheck, LeaseCheck, Store } from '../../../shared/ports/store.ts'
import type { Telemetry } from '../../../shared/ports/telemetry.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import { ASK_MICROS, BID_MICROS, INFO, MARKET, SIBLING_TOKEN, START_MS } from './modelSettings.ts'
import type { Op } from './world.ts'

/** The engine's ports, and what only a person at a console can do. */
export type ModelPorts = Ports & {
  /** For runs that listen: it may ring whenever they sleep to its sound. */
  readonly chime: Bell
  flip(halted: boolean): Promise<void>
  /** An alarm goes into ALARM; and which of them are active. */
  raise(): Promise<void>
  alarms(): Promise<Read<readonly string[]>>
}

/**
 * Ports of one run of one actor. Each call becomes a plain `Op` that `ask` answers, now or much later. What no
 * other actor can change (the book, the market's rules, a signature) is answered at once: such calls touch nothing
 * shared, so there is nothing to reorder.
 *
 * `name` makes ids that are the same whenever this run is repeated and never those of another run.
 */
export function createModelPorts(
  name: string,
  clock: { nowMs: number },
  ask: (op: Op) => Promise<unknown>,
  isPair = false,
): ModelPorts {
  let marks = 0
  const mark = (): string => {
    marks += 1
    return `${name}.${marks}`
  }
  const chime = new Chime()
  return {
    chime,
    clock: clockOf(clock, ask, chime),
    store: storeOf(ask, mark, isPair),
    venue: venueOf(clock, ask, mark, isPair),
    telemetry: SILENT,
    flip: (halted) => ask({ do: 'flip', halted }) as Promise<void>,
    raise: () => ask({ do: 'raise' }) as Promise<void>,
    alarms: () => ask({ do: 'alarms' }) as Promise<Read<readonly string[]>>,
  }
}

/** What rings in the middle of a tick is heard at the next sleep: no instant before makes a difference. */
class Chime implements Bell {
  #ring: (market: typeof MARKET) => void = () => {}
  listen(ring: (market: typeof MARKET) => void) {
    this.#ring = ring
    return { follow: () => {}, ticked: () => {}, close: () => {} }
  }
  ring(): void {
    this.#ring(MARKET)
  }
}

const clockOf = (clock: { nowMs: number }, ask: (op: Op) => Promise<unknown>, chime: Chime): Clock => ({
  nowMs: () => epochMs(clock.nowMs),
  monotonicMs: () => monotonicMs(clock.nowMs),
  sleep: async (ms, wake) => {
    const untilMs = clock.nowMs + ms
    const how = await ask({ do: 'sleep', untilMs, ...(wake !== undefined && { mayRing: true }) })
    if (how === 'rung') chime.ring()
  },
})

/** One outcome needs no word. */
const ofSibling = ({ tokenId }: Pick<Outcome, 'tokenId'>) =>
  tokenId === SIBLING_TOKEN ? { sibling: true as const } : {}

/** The models answer with what the port promises; here is where that is claimed. */
function storeOf(ask: (op: Op) => Promise<unknown>, mark: () => string, isPair: boolean): Store {
  const as = <T>(op: Op): Promise<T> => ask(op) as Promise<T>
  return {
    acquire: (outcome, { leaseMs, startMs, claimId }) =>
      as({
        do: 'acquire',
        leaseMs,
        id: mark(),
        ...(startMs !== undefined && { startMs }),
        ...(claimId !== undefined && { claimId }),
        ...ofSibling(outcome),
      }),
    claim: (outcome, { atMs }) => as({ do: 'claim', atMs, id: mark(), ...ofSibling(outcome) }),
    renew: (lease) => as({ do: 'renew', lease }),
    commit: (lease, rev, state, unlatched) =>
      as({ do: 'commit', lease, rev, state, id: mark(), ...(unlatched && { unlatched }) }),
    putUnlatched: (lease, unlatched) => as({ do: 'putUnlatched', lease, unlatched }),
    look: (leases) => Promise.all(leases.map((lease) => as<LeaseCheck>({ do: 'look', lease }))),
    release: (lease, ahead) =>
      as({
        do: 'release',
        lease,
        ...(ahead && { ahead: { rev: ahead.rev, state: ahead.state, id: mark() } }),
      }),
    control: () => as({ do: 'control' }),
    haltCheck: async ({ tokenId }) =>
      isPair
        ? await as<HaltCheck>({ do: 'haltCheck', sibling: tokenId === SIBLING_TOKEN })
        : {
            control: await as<Read<ControlItem>>({ do: 'control' }),
            sibling: known(null, epochMs(0)),
          },
    marketItems: () => as({ do: 'marketItems' }),
    waits: async () => known([], epochMs(0)),
    putWait: async () => ({ is: 'written' }),
    putLedger: (records) => as({ do: 'putLedger', records }),
    ledgerFill: (_market, key) => as({ do: 'ledgerFill', key }),
    ledgerOrder: (_market, order) => as({ do: 'ledgerOrder', order }),
    ledgerLateFills: (_market, order) => as({ do: 'ledgerLateFills', order }),
    // What the model sells was bought there: no lot of an adoption changes what a history folds to.
    adoptions: async () => known([], epochMs(0)),
    ledger: () => Promise.reject(new Error('the model keeps no list of the ledger')),
    latchMessage: (reason, message) => as({ do: 'latchMessage', reason, ...(message && { message }) }),
    latchIfArmed: (reason, message) => as({ do: 'latchIfArmed', reason, ...(message && { message }) }),
    latchCondition: (reason, message) => as({ do: 'latchCondition', reason, ...(message && { message }) }),
    latchFlip: (_reason, seenHaltSeq) => as({ do: 'latchFlip', seenHaltSeq }),
    stopDone: (seq, expirySlackMs) =>
      as({ do: 'stopDone', seq, ...(expirySlackMs !== undefined && { expirySlackMs }) }),
    resume: (seq) => as({ do: 'resume', seq, id: mark() }),
    arm: () => as({ do: 'arm', id: mark() }),
    disarm: () => as({ do: 'disarm', id: mark() }),
    drain: (on, market) => as({ do: 'drain', on, ...(market && { market }), id: mark() }),
    endDrain: () => as({ do: 'endDrain', id: mark() }),
    requestFlatten: (request) => as({ do: 'requestFlatten', request, id: mark() }),
    dropFlatten: (seq) => as({ do: 'dropFlatten', seq, id: mark() }),
  }
}

function venueOf(
  clock: { nowMs: number },
  ask: (op: Op) => Promise<unknown>,
  mark: () => string,
  isPair: boolean,
): Venue {
  const as = <T>(op: Op): Promise<T> => ask(op) as Promise<T>
  return {
    sign: async (draft) => {
      const id = orderId(mark())
      return { is: 'signed', order: { id, salt: id, timestamp: '0', draft, wire: null } }
    },
    post: (order, sendBy) => as({ do: 'post', order, sendByMs: sendBy }),
    cancel: (ids) => as({ do: 'cancel', ids }),
    cancelMarket: () => as({ do: 'cancelMarket' }),
    cancelAll: () => as({ do: 'cancelMarket' }),
    trades: (sinceMs) => as({ do: 'trades', sinceMs }),
    history: ({ fromMs, untilMs }) => as({ do: 'history', fromMs, untilMs }),
    tradesById: (ids) => as({ do: 'tradesById', ids }),
    openOrders: () => as({ do: 'openOrders' }),
    order: (id) => as({ do: 'order', id }),
    balance: (token) => as({ do: 'balance', ...ofSibling({ tokenId: token }) }),
    positions: () => as({ do: 'positions' }),
    books: async (tokens) =>
      new Map(
        await Promise.all(
          tokens.map(async (token) => {
            if (!isPair) return [token, known(BOOK, epochMs(clock.nowMs))] as const
            return [token, await as<Read<Book>>({ do: 'books', sibling: token === SIBLING_TOKEN })] as const
          }),
        ),
      ),
    market: async () => known(INFO, epochMs(clock.nowMs)),
    witness: async () => ({ midMicros: unknown('not modelled'), trade: unknown('not modelled') }),
    timeMs: async () => known(epochMs(clock.nowMs), epochMs(clock.nowMs)),
    refreshBalance: async () => ({ is: 'answered' }),
  }
}

const BOOK = {
  bids: [{ priceMicros: price(BID_MICROS), sizeMicros: size(500_000_000) }],
  asks: [{ priceMicros: price(ASK_MICROS), sizeMicros: size(500_000_000) }],
  bidDepthMicros: size(500_000_000),
  askDepthMicros: size(500_000_000),
  venueAtMs: epochMs(START_MS),
}

const SILENT: Telemetry = { tick() {}, busy() {}, stop() {}, latched() {}, page() {} }
