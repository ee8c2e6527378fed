import { MICROS } from '../../../../shared/domain/units.ts'
import type { World } from '../world.ts'
import type { OfferedOutcome, TwentyOutcomes } from './twentyOutcomes.ts'

const LOOK_EVERY_MS = 10_000
/** A fill shows up to a minute after its match: until then an item need not know that it holds. */
const KNOWN_AFTER_MS = 60_000
/** The bot may judge by a mid that is half an hour old, of markets that drift by a few cents. */
const SURELY = 0.9
/** The part of the cap that is for entries. */
const FOR_ENTRIES = 0.9

/**
 * Of all outcomes together, by the venue's books: once what is held and offered has used up what entries may use
 * of `stackUsdcLocked`, or the
 * caps of what is configured and what has left with shares are more than `accountUsdc`, no run that began since enters.
 * Runs that overlap may each use the room that they saw: beyond twice that none goes.
 */
export function startStackChecks(world: World, outcomes: TwentyOutcomes): void {
  const { kernel, watch } = world
  const full = lasting(() => kernel.nowMs())
  const overAllotted = lasting(() => kernel.nowMs())
  const look = (): void => {
    kernel.after(LOOK_EVERY_MS, look)
    full.is(lockedMicros(world, outcomes) * SURELY > forEntriesMicros(world))
    overAllotted.is(allottedMicros(world, outcomes) > world.deployed.stack.accountMicros)
  }
  kernel.after(LOOK_EVERY_MS, look)
  world.intents.push((order) => {
    if (order.purpose !== 'entry') return
    if (full.forMs() > world.deployed.runMs)
      watch.report('I3', `entry ${order.id} although nine tenths of the stack's cap are used up`)
    if (overAllotted.forMs() > world.deployed.runMs + KNOWN_AFTER_MS)
      watch.report('I3', `entry ${order.id} although the caps are more than the account`)
  })
  world.placings.push((id) => {
    if (world.exchange.order(id)?.side !== 'BUY') return
    const [locked, most] = [lockedMicros(world, outcomes) * SURELY, forEntriesMicros(world)]
    if (locked > most * (world.isFaultless ? 1 : 2))
      watch.report(
        'I3',
        `entry ${id} makes ${locked / 1e6} USDC of all outcomes, entries may use ${most / 1e6}`,
      )
  })
}

/** For how long something has been so without a break. */
function lasting(nowMs: () => number) {
  let sinceMs: number | null = null
  return {
    is: (isSo: boolean): void => {
      sinceMs = isSo ? (sinceMs ?? nowMs()) : null
    },
    forMs: (): number => (sinceMs === null ? 0 : nowMs() - sinceMs),
  }
}

const forEntriesMicros = ({ deployed }: World): number =>
  (deployed.stack.limits?.lockedMicros ?? Number.POSITIVE_INFINITY) * FOR_ENTRIES

/** What the venue says is held and not on sale already, and what is bid for. */
function lockedMicros({ exchange, account, booksOf }: World, { offered }: TwentyOutcomes): number {
  const bids = exchange
    .openOrders(account)
    .filter(({ side }) => side === 'BUY')
    .reduce((sum, each) => sum + (each.priceMicros * (each.sizeMicros - each.matchedMicros)) / MICROS, 0)
  const held = offered.reduce((sum, { tokenId }) => {
    const { ownedMicros, sellingMicros } = booksOf(tokenId)
    const bid = exchange.book(tokenId).bids[0]?.priceMicros ?? 0
    return sum + ((ownedMicros - sellingMicros) * bid) / MICROS
  }, 0)
  return bids + held
}

/** Of what has left: the least of the limits that it may have been traded under last. */
function allottedMicros(world: World, { offered }: TwentyOutcomes): number {
  const {
    stack: { markets },
    last,
  } = world.deployed
  const isLeft = ({ tokenId }: OfferedOutcome): boolean => !markets.some((each) => each.tokenId === tokenId)
  const capOf = ({ risk }: { readonly risk: { readonly maxUsdcLockedMicros: number } }) =>
    risk.maxUsdcLockedMicros
  const left = offered.filter((each) => isLeft(each) && isHeld(world, each))
  return (
    markets.reduce((sum, each) => sum + capOf(each), 0) +
    left.reduce((sum, { tokenId }) => sum + Math.min(...last(tokenId).map(capOf)), 0)
  )
}

/** Enough to be sold, by the venue's own trades. */
export function isHeld({ booksOf }: World, { tokenId, market }: OfferedOutcome): boolean {
  const { ownedMicros, sellingMicros } = booksOf(tokenId)
  return ownedMicros - sellingMicros >= market.listed.minSizeMicros
}
