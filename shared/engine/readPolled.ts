import { joinedTrades, legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import { known, type Read } from '../domain/read.ts'
import { type EpochMs, epochMs, type OrderId } from '../domain/units.ts'
import type { CatchUpRead, Observation } from '../machine/observation.ts'
import { MAX_LEGS, type MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import { legsToPoll, readCursorMs } from '../reconcile/readCursor.ts'
import { isMissed } from '../reconcile/secondLook.ts'
import { wholeSecond } from '../reconcile/wholeSecond.ts'
import { askLedger } from './askLedger.ts'
import { idsOf } from './cancelOrders.ts'

/** Most seconds of failed legs that one tick reads, some requests each; the legs of the others wait for the next tick. */
const MAX_SECONDS = 5
/** Most fills of such a second that are looked up in the ledger: as many as the item holds. */
const MAX_LOOKUPS = 400

/** Legs too old for the cursor, and the fills besides those that failed which nobody has counted. */
export interface Polled {
  readonly trades: Trades
  /** The seconds of failed legs that were read whole. */
  readonly seconds: ReadonlySet<EpochMs>
  readonly ledger: Observation['ledger']
}

/**
 * Where these legs cannot be read each stays as it is, a question of its own that is paged after half an hour, as it
 * does while the batch of another tick is requested: the other trades count.
 *
 * A leg that failed may settle under a new id and with its old time, which no cursor reads again. So it counts as failed
 * only in a tick that has read the trades of its second; until then it stays unsettled, and is asked for again.
 */
export async function readPolled(ports: Ports, state: MarketState): Promise<Read<Polled> | undefined> {
  const ids = legsToPoll(state)
  if (ids.length === 0) return undefined
  const signed = new Set(state.orders.flatMap(idsOf))
  const read = await ports.venue.tradesById(ids, signed)
  if (!read.ok) return read
  const failed = read.value.legs.filter((leg) => hasFailed(state, leg))
  const seconds = [...new Set(failed.map(secondOf))].toSorted((a, b) => a - b).slice(0, MAX_SECONDS)
  const found = await Promise.all(seconds.map((second) => readSecond(ports, state, second, signed)))
  const whole = found.filter((second) => second !== null)
  return known(
    {
      trades: joinedTrades([read.value, ...whole.map(({ uncounted }) => uncounted)]),
      seconds: new Set(whole.map(({ second }) => second)),
      ledger: Object.assign({}, ...whole.map(({ ledger }) => ledger)),
    },
    read.asOf,
  )
}

/**
 * The trades with these legs, where both reads were answered: else each leg stays as it is. A leg behind the cursor may
 * show its failure in the trades as well, where the question of another market reaches back so far.
 * @param piece The trades are this piece of the market's own history.
 */
export function withPolled(
  trades: Read<Trades>,
  polled: Read<Polled> | undefined,
  state: MarketState,
  piece: CatchUpRead | undefined,
): Read<Trades> {
  if (!trades.ok) return trades
  const read = polled?.ok === true ? polled.value : null
  const all = read === null ? trades.value : joinedTrades([trades.value, read.trades])
  const [fromMs, endMs] = piece === undefined ? [readCursorMs(state)] : [piece.fromMs, piece.endMs]
  const isCovered = ({ matchedAtMs: atMs }: SeenLeg): boolean =>
    atMs >= fromMs && (endMs === undefined || atMs < endMs)
  const isOpen = (leg: SeenLeg): boolean =>
    hasFailed(state, leg) && !isCovered(leg) && read?.seconds.has(secondOf(leg)) !== true
  return known({ ...all, legs: all.legs.filter((leg) => !isOpen(leg)) }, trades.asOf)
}

interface Second {
  readonly second: EpochMs
  /** What was matched in it and is counted nowhere. */
  readonly uncounted: Trades
  readonly ledger: Observation['ledger']
}

/** null: a part of it is not known. */
async function readSecond(
  ports: Ports,
  state: MarketState,
  second: EpochMs,
  signed: ReadonlySet<OrderId>,
): Promise<Second | null> {
  const { market } = state
  const untilMs = epochMs(second + 1_000)
  const read = await ports.venue.history({ market, fromMs: second, untilMs }, signed)
  if (!read.ok || read.value.is !== 'whole') return null
  const { trades } = read.value
  if (trades.unreadable.some((record) => state.setAside?.includes(record.key) !== true)) return null
  const held = new Set(state.legs.map(legKey))
  const asked = trades.legs.filter((leg) => leg.market === market && !held.has(legKey(leg)))
  if (asked.length > MAX_LOOKUPS) return null
  const answers = await askLedger(ports, state, asked)
  const legs = asked.filter((leg) => isMissed(leg, answers.get(legKey(leg))))
  if (!hasRoom(state, legs.length)) return null
  const entries = asked.map((leg) => [legKey(leg), answers.get(legKey(leg))] as const)
  if (entries.some(([, answer]) => answer?.ok !== true)) return null
  const keys = new Set(legs.map(legKey))
  const ledger = Object.fromEntries(entries.filter(([key]) => keys.has(key)))
  return { second, uncounted: { ...trades, legs, unreadable: [] }, ledger: ledger as Observation['ledger'] }
}

/** The oldest are counted first: with room for these of every second none of them is left out. */
const hasRoom = ({ legs }: MarketState, more: number): boolean =>
  more === 0 || legs.length + more * MAX_SECONDS <= MAX_LEGS

const secondOf = ({ matchedAtMs }: SeenLeg): EpochMs => wholeSecond(matchedAtMs)

/** The item holds it unsettled. */
const hasFailed = (state: MarketState, leg: SeenLeg): boolean =>
  leg.status === 'FAILED' &&
  state.legs.some((held) => held.status === 'PROVISIONAL' && legKey(held) === legKey(leg))
