import { epochMs } from '../../../../shared/domain/units.ts'
import { SETTLES_WITHIN_MINUTES, untilBooksAgree } from '../checkpoint.ts'
import { startOperator } from '../operator.ts'
import type { SeedResult } from '../runSeed.ts'
import { resultOf } from '../runSeed.ts'
import { startSchedule } from '../schedule.ts'
import { createWorld, type World } from '../world.ts'
import { type AccountMarkets, createAccountMarkets, ROLES } from './accountMarkets.ts'
import { PAST_MS, playPast } from './accountPast.ts'
import { STORY_MS, type Story, startStory, stateOf } from './accountStory.ts'
import { createHand } from './hand.ts'

const START_MS = epochMs(Date.UTC(2026, 0, 15, 12))
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** A request of the CLOB from the other side of an ocean; a page of a list is one. */
const WAY_MS = [100, 400] as const
/** A history of 8,000 trades, read and folded while others trade: then every configured market trades. */
export const TRADES_WITHIN_MINUTES = 15

export interface AccountResult extends SeedResult {
  readonly tradesBefore: number
  readonly away: Story['away']
  /** From the configuration to the first order, market by market; null: it never traded. */
  readonly minutesToTrade: readonly { readonly role: string; readonly minutes: number | null }[]
}

/**
 * An account of more than 20,000 trades, half of them a person's own, and a bot of four markets and more over it for
 * three hours: no fault, requests as slow as across an ocean, pages as long as the venue's, and a function that ends.
 */
export async function runAccount(seed: number): Promise<AccountResult> {
  const beganMs = performance.now()
  const durationMs = STORY_MS + SETTLES_WITHIN_MINUTES * MINUTE_MS
  const markets = createAccountMarkets(seed, START_MS, durationMs)
  const world = createWorld({
    seed,
    startMs: START_MS,
    venueStartMs: epochMs(START_MS - PAST_MS),
    durationMs,
    stack: markets.stack,
    markets: markets.all,
    isFaultless: true,
    wayMs: WAY_MS,
  })
  const { kernel, exchange, account, phase } = world
  const hand = createHand(exchange, account)
  await playPast(world, markets, hand)
  const tradesBefore = exchange.trades(account).length
  startSchedule(world)
  startOperator(world)
  const story = startStory(world, markets, hand)
  await kernel.runUntil(START_MS + STORY_MS)
  judge(world, markets, story)
  phase.frozen = true
  const traded = ROLES.filter((role) => role !== 'hand').map((role) => markets.of[role])
  await untilBooksAgree(world, traded)
  exchange.audit()
  const counted = { checkpoints: 1, backAfterMinutes: 0, beganMs }
  return {
    ...resultOf(world, { seed, kind: 'account', days: durationMs / DAY_MS, ...counted }),
    tradesBefore,
    away: story.away,
    minutesToTrade: minutesOf(story),
  }
}

const minutesOf = ({ configured }: Story): AccountResult['minutesToTrade'] =>
  configured.map(({ role, sinceMs, tradedAtMs }) => ({
    role,
    minutes: tradedAtMs === null ? null : Math.ceil((tradedAtMs - sinceMs) / MINUTE_MS),
  }))

/** Every configured market trades in the end, and soon; what is held outside the configuration is for sale or sold. */
function judge(world: World, markets: AccountMarkets, story: Story): void {
  const { watch, store, exchange, account } = world
  // A day's true loss ends the trading of that day.
  if (store.control_?.codes.includes('LOSS') === true) return
  for (const { role, minutes } of minutesOf(story)) {
    if (minutes === null || minutes > TRADES_WITHIN_MINUTES)
      watch.report('I10', `${role} has sent no order within ${TRADES_WITHIN_MINUTES} minutes: ${minutes}`)
  }
  if (!story.away.isBack) watch.report('I10', 'the market that was to leave never held anything')
  const left = stateOf(world, markets, 'left')
  const isOffered = exchange
    .openOrders(account)
    .some(({ market, side }) => side === 'SELL' && market === markets.of.left.listed.market)
  if (left === null || (left.phase !== 'IDLE' && !isOffered))
    watch.report('L1', `the market that was left is ${left?.phase}, and nothing of it is offered`)
}
