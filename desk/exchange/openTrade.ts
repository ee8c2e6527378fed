import { assert } from '../../shared/domain/assert.ts'
import { complement } from '../../shared/domain/oneBook.ts'
import { price, size, usdc } from '../../shared/domain/units.ts'
import { TakerMeter } from '../../shared/simulator/fee.ts'
import { drawLife } from '../../shared/simulator/tradeLife.ts'
import type { Account, ExchangeTrade } from './exchange.ts'
import type { Floor, FloorMarket } from './floor.ts'
import type { Form } from './form.ts'
import { CROWD } from './ledger.ts'
import type { Movements, Party } from './movements.ts'
import { movementsOf } from './movements.ts'
import type { TradeRecord } from './tradeRecord.ts'

export interface OpenTradeParty extends Party {
  readonly orderId: ExchangeTrade['taker']['orderId']
  readonly owner: string
}

export interface TradeMakerParty extends OpenTradeParty {
  /** The maker's own limit: price improvement is the taker's. */
  readonly priceMicros: number
}

/** One trade for one taker order: money is promised now, moves when it is mined, and is released when it fails. */
export function openTrade(
  floor: Floor,
  state: FloorMarket,
  match: {
    readonly taker: OpenTradeParty
    readonly makers: readonly TradeMakerParty[]
    readonly feeMicros: number
  },
): TradeRecord {
  const { tokens, market } = state.listed
  const { taker, makers, feeMicros } = match
  const movements = movementsOf({ tokens, taker, makers, feeMicros })
  const record: TradeRecord = {
    facts: {
      id: floor.random.uuid(),
      market,
      taker: {
        ...described(state, taker),
        priceMicros: price(averagePrice(taker, makers)),
        feeMicros: usdc(feeMicros),
      },
      makers: makers.map((maker) => ({ ...described(state, maker), priceMicros: price(maker.priceMicros) })),
      matchedAtMs: floor.nowMs,
    },
    movements,
    history: [{ atMs: floor.nowMs, status: 'MATCHED_NOT_BROADCASTED', transactionHash: '' }],
    visibleAtMs: floor.nowMs,
  }
  for (const { account, asset, micros } of movements.outs) {
    if (account === CROWD && asset !== 'USDC') splitForCrowd(floor, state, asset, micros)
    floor.ledger.promise(account, asset, micros)
  }
  floor.trades.set(record.facts.id, record)
  // The crowd's own are reported whole by the player of the crowd: what they took of ours is a part of them.
  if (taker.account !== CROWD) {
    const { token, side, priceMicros, sizeMicros } = record.facts.taker
    floor.publicTape.add({ market, token, side, priceMicros, sizeMicros, atMs: floor.nowMs })
  }
  for (const account of new Set<Account>([taker.account, ...makers.map((maker) => maker.account)])) {
    floor.ledger.account(account).trades.push(record)
  }
  scheduleLife(floor, state, record)
  return record
}

const described = (state: FloorMarket, party: OpenTradeParty) => ({
  orderId: party.orderId,
  account: party.account,
  owner: party.owner,
  token: tokenOf(state, party.form),
  side: party.form.side,
  sizeMicros: size(party.sizeMicros),
  usdcMicros: usdc(party.usdcMicros),
})

const tokenOf = (state: FloorMarket, form: Form) => state.listed.tokens[form.tokenIndex]

/** Of the makers' prices as the taker's token sees them, weighted by size; to the nearest micro. */
function averagePrice(taker: Party, makers: readonly TradeMakerParty[]): number {
  const meter = new TakerMeter({ feeRatePpm: 0, feeExponent: 0 })
  for (const { form, priceMicros, sizeMicros } of makers) {
    const seenMicros = form.tokenIndex === taker.form.tokenIndex ? priceMicros : complement(priceMicros)
    meter.add({ priceMicros: seenMicros, sizeMicros })
  }
  return meter.averageMicros()
}

function scheduleLife(floor: Floor, state: FloorMarket, record: TradeRecord): void {
  const fate = floor.fate(floor.nowMs, record.facts) ?? {}
  const life = drawLife(floor.random, floor.settlement, floor.nowMs, fate)
  if (life.movesAtMs !== null) {
    floor.events.add(life.movesAtMs + floor.balanceLagMs + (fate.balanceLagMs ?? 0), () =>
      settle(floor, state, record.movements),
    )
  }
  for (const step of life.steps) {
    floor.events.add(step.atMs, () => {
      record.history.push(step)
      if (step.status === 'FAILED') release(floor, record.movements)
    })
  }
}

function settle(floor: Floor, state: FloorMarket, movements: Movements): void {
  const { ledger, nowMs } = floor
  release(floor, movements)
  for (const { account, asset, micros } of movements.outs) ledger.credit(account, asset, -micros, nowMs)
  for (const { account, asset, micros } of movements.ins) ledger.credit(account, asset, micros, nowMs)
  floor.feesMicros += movements.feeMicros
  state.collateralMicros += movements.mintedMicros
  assert(state.collateralMicros >= 0, `${state.listed.market}: more sets merged than there were`)
}

function release(floor: Floor, movements: Movements): void {
  for (const { account, asset, micros } of movements.outs) floor.ledger.promise(account, asset, -micros)
}

/** The crowd sells what it holds, and splits its own USDC into full sets for the rest. */
export function splitForCrowd(
  floor: Floor,
  state: FloorMarket,
  asset: ExchangeTrade['taker']['token'],
  sizeMicros: number,
): void {
  const missingMicros = Math.max(0, sizeMicros - floor.ledger.spendable(CROWD, asset))
  if (missingMicros === 0) return
  floor.ledger.credit(CROWD, 'USDC', -missingMicros, floor.nowMs)
  for (const token of state.listed.tokens) floor.ledger.credit(CROWD, token, missingMicros, floor.nowMs)
  state.collateralMicros += missingMicros
}
