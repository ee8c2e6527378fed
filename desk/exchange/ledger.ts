import { assert } from '../../shared/domain/assert.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import type { Account } from './exchange.ts'
import type { Asset } from './movements.ts'
import { PositionView } from './positionView.ts'
import type { BookOrder } from './priceLevel.ts'
import type { TradeRecord } from './tradeRecord.ts'

/** The anonymous others: their money has no bottom, but every micro of it is accounted for. */
export const CROWD: Account = '0x000000000000000000000000000000000c407d00'
export const CROWD_OWNER = '00000000-0000-4000-a000-0000000c407d'

export interface AssetBalance {
  settled: number
  /** Promised by matches that have not settled; still inside `settled`. */
  matched: number
  /** Promised by resting orders. */
  held: number
}

export interface Credit {
  readonly atMs: number
  readonly asset: Asset
  readonly settledMicros: number
}

/** Enough for a lag of minutes, whatever the traffic. */
const MAX_CREDITS = 20_000

export interface AccountState {
  readonly account: Account
  readonly usdc: AssetBalance
  /** Open BUY notional: the venue lets the same money back orders in each market. */
  readonly heldIn: Map<MarketId, number>
  readonly shares: Map<TokenId, AssetBalance>
  readonly open: Set<BookOrder>
  /** All that ever reached the book, oldest first. */
  readonly orders: BookOrder[]
  readonly trades: TradeRecord[]
  readonly positions: PositionView
  /** What each balance held after each change, oldest first; only the last of many are kept. */
  readonly credits: Credit[]
  approved: boolean
  ban: 'closedOnly' | 'banned' | null
}

/** Who owns what: settled, promised by matches, held by orders. Nobody but the crowd is ever below zero. */
export class Ledger {
  readonly #accounts = new Map<Account, AccountState>()
  readonly #positionLagMs: number

  constructor(positionLagMs: number) {
    this.#positionLagMs = positionLagMs
  }

  /** Wallets are approved until somebody says otherwise: most runs begin after the set-up. */
  account(account: Account): AccountState {
    const known = this.#accounts.get(account)
    if (known !== undefined) return known
    const opened: AccountState = {
      account,
      usdc: { settled: 0, matched: 0, held: 0 },
      heldIn: new Map(),
      shares: new Map(),
      open: new Set(),
      orders: [],
      trades: [],
      positions: new PositionView(this.#positionLagMs),
      credits: [],
      approved: true,
      ban: null,
    }
    this.#accounts.set(account, opened)
    return opened
  }

  accounts(): Iterable<AccountState> {
    return this.#accounts.values()
  }

  balance(account: Account, asset: Asset): AssetBalance {
    const state = this.account(account)
    if (asset === 'USDC') return state.usdc
    const known = state.shares.get(asset)
    if (known !== undefined) return known
    const opened = { settled: 0, matched: 0, held: 0 }
    state.shares.set(asset, opened)
    return opened
  }

  /** Settled and not promised by a match: what the next match may still take. */
  spendable(account: Account, asset: Asset): number {
    const balance = this.balance(account, asset)
    return balance.settled - balance.matched
  }

  /** What open orders of one market hold of an asset. */
  held(account: Account, asset: Asset, market: MarketId): number {
    const state = this.account(account)
    return asset === 'USDC' ? (state.heldIn.get(market) ?? 0) : (state.shares.get(asset)?.held ?? 0)
  }

  hold(account: Account, asset: Asset, market: MarketId, byMicros: number): void {
    const balance = this.balance(account, asset)
    balance.held += byMicros
    assert(balance.held >= 0, `${account} holds ${balance.held} of ${asset} for orders`)
    if (asset !== 'USDC') return
    const { heldIn } = this.account(account)
    heldIn.set(market, (heldIn.get(market) ?? 0) + byMicros)
  }

  /** A match promises it away: nothing else can be bought or sold with it. */
  promise(account: Account, asset: Asset, micros: number): void {
    const balance = this.balance(account, asset)
    balance.matched += micros
    const covered = this.#isBottomless(account, asset) || balance.settled >= balance.matched
    assert(
      covered && balance.matched >= 0,
      `${account} promised ${balance.matched} of ${balance.settled} ${asset}`,
    )
  }

  credit(account: Account, asset: Asset, micros: number, atMs: number): void {
    const balance = this.balance(account, asset)
    balance.settled += micros
    const covered = this.#isBottomless(account, asset) || balance.settled >= balance.matched
    assert(
      covered && Number.isSafeInteger(balance.settled),
      `${account} would own ${balance.settled} of ${asset}`,
    )
    const { credits } = this.account(account)
    credits.push({ atMs, asset, settledMicros: balance.settled })
    if (credits.length > MAX_CREDITS) credits.splice(0, MAX_CREDITS / 2)
    if (asset !== 'USDC') this.account(account).positions.record(asset, balance.settled, atMs)
  }

  #isBottomless(account: Account, asset: Asset): boolean {
    return account === CROWD && asset === 'USDC'
  }
}
