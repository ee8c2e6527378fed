import { type ControlItem, isArmed, isManuallyFlipped } from '../domain/control.ts'
import type { Trades } from '../domain/leg.ts'
import type { MarketInfo } from '../domain/market.ts'
import { isSibling, type Outcome, type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import { type Read, unknown } from '../domain/read.ts'
import { type EpochMs, epochMs, type MarketId, type TokenId } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Venue } from '../ports/venue.ts'
import { isBehind } from '../reconcile/catchUp.ts'
import { readCursorMs } from '../reconcile/readCursor.ts'
import { BACK_MS, secondLookSinceMs } from '../reconcile/secondLook.ts'
import { type AskBook, booksOnce } from './booksOnce.ts'
import { idsOf } from './cancelOrders.ts'
import type { WholeStack } from './leftMarkets.ts'
import type { SharedReads } from './observe.ts'
import { type AskPositions, positionsOnce } from './positionsOnce.ts'
import { readSkew } from './readSkew.ts'
import { Siblings } from './siblings.ts'
import { StackRoom } from './stackRoom.ts'
import { latchFlip } from './stop/stop.ts'
import type { Held } from './tick.ts'

/** A market's rules and the clock's skew seldom change: they are read this often, not in every round. */
const SLOW_EVERY_MS = 30_000

export type RoundReads = Omit<SharedReads, 'info' | 'siblingToken'> & {
  /** The same further back, for the markets with a stuck order: thousands of trades may make it fail. */
  readonly farther?: Read<Trades>
  /** The other token of a market, where it is ours. */
  readonly siblingTokenOf: (outcome: Outcome) => TokenId | null
  readonly info: ReadonlyMap<MarketId, Read<MarketInfo>>
}

/** The reads of a round under way, and what is known before they are answered. */
export interface BegunRound {
  /** Markets that read their own history: where their cursors are is no matter of the others. */
  readonly behind: ReadonlySet<OutcomeKey>
  readonly reads: Promise<RoundReads>
  readonly book: AskBook
  readonly positions: AskPositions
  /** What all outcomes come to together. */
  readonly stack: StackRoom
}

export interface RoundReader {
  /** @param timed The ports within the time that the reads of this round may take. */
  begin(held: readonly Held[], timed?: Pick<Ports, 'venue'>): BegunRound
}

/** The account-wide reads of a round, one poll each for all markets; what changes slowly is kept for a while. */
export function createRoundReader(
  ports: Ports,
  whole: Pick<WholeStack, 'stack' | 'overAllotted' | 'items'>,
): RoundReader {
  const { clock } = ports
  const { stack, overAllotted } = whole
  const siblings = new Siblings(whole)
  const stackRoom = new StackRoom(whole)
  const infos = new Map<MarketId, Read<MarketInfo>>()
  const keptSkew = keepSkew(clock)

  async function readInfo(venue: Venue, market: MarketId): Promise<void> {
    if (!isFresh(infos.get(market), clock.nowMs())) infos.set(market, await venue.market(market))
  }

  async function readAll(
    venue: Venue,
    nowMs: EpochMs,
    held: readonly Held[],
    level: readonly Held[],
  ): Promise<RoundReads> {
    const cursors = level.map(({ state }) => readCursorMs(state))
    const signed = new Set(held.flatMap(({ state }) => state.orders.flatMap(idsOf)))
    const lookMs = Math.min(...level.flatMap(({ state }) => secondLookSinceMs(state, nowMs) ?? []))
    const hourMs = nowMs - BACK_MS
    const [control, trades, openOrders, skewMs, older, farther] = await Promise.all([
      readControl(ports),
      cursors.length === 0
        ? unknown('no market asked: each reads its own history')
        : venue.trades(epochMs(Math.min(...cursors)), signed),
      venue.openOrders(signed),
      keptSkew(venue),
      lookMs < nowMs ? venue.trades(epochMs(Math.max(lookMs, hourMs)), signed) : undefined,
      lookMs < hourMs ? venue.trades(epochMs(lookMs), signed) : undefined,
      ...[...new Set(stack.markets.map(({ market }) => market))].map((market) => readInfo(venue, market)),
    ])
    const passing = await siblings.learn(ports, held, { trades, openOrders })
    return {
      siblingTokenOf: (outcome) =>
        siblings.tokenBeside(outcome) ?? passing.find((each) => isSibling(each, outcome))?.tokenId ?? null,
      beganAtMs: nowMs,
      control,
      trades,
      openOrders,
      skewMs,
      info: new Map(infos),
      ...(older && { older }),
      ...(farther && { farther }),
      ...(overAllotted === undefined ? {} : { overAllotted }),
    }
  }

  return {
    begin(held, { venue } = ports) {
      const nowMs = clock.nowMs()
      const behind = held.filter(({ state }) => isBehind(state, nowMs))
      const level = held.filter((each) => !behind.includes(each))
      stackRoom.begin(held, nowMs)
      return {
        behind: new Set(behind.map(({ lease }) => outcomeKey(lease))),
        reads: readAll(venue, nowMs, held, level),
        book: booksOnce(venue, held),
        positions: positionsOnce(),
        stack: stackRoom,
      }
    },
  }
}

/** Read again only from time to time. */
function keepSkew(clock: Ports['clock']): (venue: Venue) => Promise<Read<number>> {
  let skew: Read<number> | null = null
  return async (venue) => {
    if (skew !== null && isFresh(skew, clock.nowMs())) return skew
    skew = await readSkew({ venue, clock })
    return skew
  }
}

const isFresh = (read: Read<unknown> | null | undefined, nowMs: EpochMs): boolean =>
  read?.ok === true && nowMs - read.asOf < SLOW_EVERY_MS

/** The control item, with a flag set by hand made a STOP that counts by the run that sees it first. */
async function readControl(ports: Ports): Promise<Read<ControlItem>> {
  const control = await ports.store.control()
  if (!control.ok || control.value === 'absent') return control
  if (!isArmed(control.value) || !isManuallyFlipped(control.value)) return control
  await latchFlip(ports, control.value.haltSeq)
  return await ports.store.control()
}
