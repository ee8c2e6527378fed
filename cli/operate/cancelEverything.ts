import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import type { ListedOrder } from '../../shared/domain/openOrders.ts'
import { type Read, unknown } from '../../shared/domain/read.ts'
import { mayBeAt } from '../../shared/domain/unreadable.ts'
import type { Venue } from '../../shared/ports/venue.ts'

/** The venue's lists lag by a second or two. */
const LAG_MS = 3_000
const MAX_PASSES = 5

export interface Scope {
  /** Every order of the account, of other markets too. */
  readonly account: boolean
}

export type Cancelled =
  /** `gone`: what was open and is not any more. `since`: posted during the last pass, by a bot that runs. */
  | { readonly ok: true; readonly gone: readonly ListedOrder[]; readonly since: readonly ListedOrder[] }
  | { readonly ok: false; readonly why: string; readonly left: readonly string[] }

/**
 * Cancels until a complete list shows none left, or, after the last pass, none that was in a list before. A list that
 * cannot be read proves nothing.
 */
export async function cancelEverything(venue: Venue, config: Config, scope: Scope): Promise<Cancelled> {
  let last = await openOrders(venue, config, scope)
  const seen = new Map<string, ListedOrder>()
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    if (last.ok) for (const order of last.value) seen.set(order.id, order)
    await cancelPass(venue, config, last, scope)
    await systemClock.sleep(LAG_MS)
    last = await openOrders(venue, config, scope)
    if (last.ok && last.value.length === 0) {
      return { ok: true, gone: [...seen.values()], since: [] }
    }
  }
  if (last.ok && seen.size > 0 && last.value.every(({ id }) => !seen.has(id))) {
    return { ok: true, gone: [...seen.values()], since: last.value }
  }
  return last.ok
    ? {
        ok: false,
        why: `${counted(last.value.length, 'is', 'are')} still open`,
        left: last.value.map(({ id }) => id),
      }
    : { ok: false, why: `the open ones cannot be read: ${last.unknown}`, left: [] }
}

export async function openOrders(
  venue: Venue,
  config: Config,
  { account }: Scope,
): Promise<Read<readonly ListedOrder[]>> {
  const read = await venue.openOrders()
  if (!read.ok) return read
  const { orders, unreadable, provesAbsence } = read.value
  const places = config.stack.markets.map(({ market, tokenId }) => ({ market, tokens: [tokenId] }))
  const odd = account
    ? unreadable[0]
    : unreadable.find((order) => places.some((place) => mayBeAt(order, place)))
  if (!provesAbsence) return unknown('the list may be incomplete')
  if (odd !== undefined) return unknown(`a record of the list: ${odd.raw}`)
  const ours = account
    ? orders
    : orders.filter((order) => places.some(({ market }) => market === order.market))
  return { ...read, value: ours }
}

/** By market on both tokens, and by id where the list could be read: what one misses the other may reach. */
async function cancelPass(
  venue: Venue,
  config: Config,
  listed: Read<readonly ListedOrder[]>,
  { account }: Scope,
): Promise<void> {
  if (account) {
    await venue.cancelAll()
    return
  }
  await Promise.all(config.stack.markets.map(({ market, tokenId }) => venue.cancelMarket(market, [tokenId])))
  if (listed.ok && listed.value.length > 0) await venue.cancel(listed.value.map(({ id }) => id))
}
