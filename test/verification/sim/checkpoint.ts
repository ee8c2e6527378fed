import { isRunning } from '../../../shared/domain/control.ts'
import { outcomeDifferences } from './outcomeDifferences.ts'
import type { SimMarket } from './simMarkets.ts'
import { endTroubles } from './troubles.ts'
import { calmMarket, type World } from './world.ts'

const MINUTE_MS = 60_000
/** With faults off the bot is back within this: an exit of unknown outcome lives ten minutes, and a STOP follows it. */
const BACK_WITHIN_MINUTES = 40
export const SETTLES_WITHIN_MINUTES = 20
/** A purchase that never settles bars entries until a person, who is told after half an hour, settles it. */
const GHOST_MS = 35 * MINUTE_MS
/** Invocations are over by then. */
const LATE_IN_MINUTE_MS = 58_000

export interface Checkpoint {
  /** Minutes until an order of ours was at the venue again; null: excused. */
  readonly backAfterMinutes: number | null
}

/** Faults off: the bot must come back to quoting; then nobody trades, and its books must be the venue's. */
export async function checkpoint(world: World, isBack = isCalmQuoted): Promise<Checkpoint> {
  const { faults, phase, exchange } = world
  faults.enabled = false
  faults.stormy = false
  phase.out = false
  endTroubles(world.troubles)
  for (const { listed } of world.markets) {
    if (exchange.markets().find(({ market }) => market === listed.market)?.closed === false)
      exchange.change(listed.market, { accepting: true })
  }
  const backAfterMinutes = await untilBack(world, isBack)
  phase.frozen = true
  await untilBooksAgree(world, world.markets)
  exchange.audit()
  phase.frozen = false
  faults.enabled = !world.isFaultless
  return { backAfterMinutes }
}

/** Nobody trades any more: within the longest settlement item and ledger must be the venue's, between two invocations. */
export async function untilBooksAgree(world: World, markets: readonly SimMarket[]): Promise<void> {
  const { watch, store, exchange, account } = world
  let differences: readonly string[] = ['not looked at']
  for (let minute = 0; minute < SETTLES_WITHIN_MINUTES && differences.length > 0; minute += 1) {
    await untilLateInMinute(world)
    if (minute < 3) continue
    differences = markets.flatMap(({ listed: { market, tokens } }) =>
      tokens.flatMap((tokenId) =>
        outcomeDifferences({ store, exchange, account, outcome: { market, tokenId } }),
      ),
    )
  }
  for (const difference of differences) watch.report('I9', difference)
}

/** An order of ours rests in the calm market. */
function isCalmQuoted(world: World): boolean {
  const [token] = calmMarket(world).listed.tokens
  return world.exchange.openOrders(world.account).some((order) => order.token === token)
}

async function untilBack(world: World, isBack: (world: World) => boolean): Promise<number | null> {
  const { store, watch } = world
  const [token] = calmMarket(world).listed.tokens
  const ghostMinutes = Math.ceil(
    Math.max(0, world.phase.ghostAtMs + GHOST_MS - world.kernel.nowMs()) / MINUTE_MS,
  )
  for (let minute = 1; minute <= ghostMinutes + BACK_WITHIN_MINUTES; minute += 1) {
    await untilLateInMinute(world)
    const control = store.control_
    if (control?.codes.includes('LOSS')) return null
    if (control !== null && isRunning(control) && isBack(world)) return minute
  }
  const { messages: _messages, ...control } = store.control_ ?? { messages: [] }
  watch.report('I10', `not back to quoting: ${world.reasons.get(token)}; ${JSON.stringify(control)}`)
  return null
}

async function untilLateInMinute({ kernel }: World): Promise<void> {
  const nowMs = kernel.nowMs()
  const inMinute = nowMs - (nowMs % MINUTE_MS) + LATE_IN_MINUTE_MS
  await kernel.runUntil(inMinute > nowMs ? inMinute : inMinute + MINUTE_MS)
}
