import type { Read } from '../domain/read.ts'
import type { EpochMs, SizeMicros } from '../domain/units.ts'
import { isShort, surplusMicros } from '../machine/balanceShort.ts'
import type { Observation } from '../machine/observation.ts'
import type { BalanceRefresh, MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import type { Refreshed } from '../ports/venue.ts'

/** The venue's balances are a cache: one that lags is asked to look again this often, and its market waits meanwhile. */
const REFRESH_EVERY_MS = 30_000

/**
 * The venue's balance; one that lacks shares of ours, or has too many for long, is refreshed before it counts, and read again. The account's own
 * limit of such requests is the adapter's to keep.
 */
export async function readBalance(
  { venue, clock }: Pick<Ports, 'venue' | 'clock'>,
  state: MarketState,
  lagMs: number,
): Promise<Pick<Observation, 'balance' | 'balanceRefresh'>> {
  const { tokenId, rules } = state
  const balance = await venue.balance(tokenId, rules)
  const atMs = clock.nowMs()
  const asks =
    (lacks(state, balance) && isDue(state.suspicion.balanceRefresh, atMs)) ||
    isOver(state, balance, atMs, lagMs)
  if (!asks) return { balance }
  const asked: Refreshed | undefined = await venue.refreshBalance(tokenId, rules)
  // What says nothing of a failure was answered: the balance itself is read again, and decides.
  const answered = asked?.is !== 'unanswered'
  const balanceRefresh = { atMs, answered }
  return answered
    ? { balance: await venue.balance(tokenId, rules), balanceRefresh }
    : { balance, balanceRefresh }
}

const lacks = (state: MarketState, balance: Read<SizeMicros>): boolean =>
  balance.ok && isShort(state, balance.value)

/** Shares too many that outlast the lag; once that was answered, they are no matter of the cache. */
const isOver = (state: MarketState, balance: Read<SizeMicros>, nowMs: EpochMs, lagMs: number): boolean =>
  state.surplus !== undefined &&
  nowMs - state.surplus.sinceMs > lagMs &&
  balance.ok &&
  surplusMicros(state, balance.value) > 0 &&
  state.surplus.refresh?.answered !== true &&
  isDue(state.surplus.refresh, nowMs)

const isDue = (last: BalanceRefresh | undefined, nowMs: EpochMs): boolean =>
  last === undefined || nowMs - last.atMs >= REFRESH_EVERY_MS
