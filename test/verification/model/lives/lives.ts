import type { StopCode } from '../../../../shared/domain/control.ts'
import { START_MS } from '../modelSettings.ts'
import { EMPTY, holding, partly, quoting } from '../preparations.ts'
import { fill } from '../venueModel.ts'
import type { World } from '../world.ts'
import { unwatched } from './judge.ts'
import type { Life } from './life.ts'
import { CALM, type Scene } from './scene.ts'

/** Where a life begins, what may happen in it, and how often. */
export interface LifeStory {
  readonly name: string
  readonly about: string
  begin(): Promise<Life>
  /** From one invocation to the next. */
  readonly stepsMs: readonly number[]
  readonly changes: readonly Partial<Scene>[]
  readonly left: { readonly looks: number; readonly changes: number; readonly fills: number }
  /** A fill settles at once; else never. */
  readonly settles: boolean
}

const MINUTE_MS = 60_000

function lifeOf(world: World, codes: readonly StopCode[], scene: Partial<Scene> = {}): Life {
  const expectedCodes = [...codes]
  return {
    world: { ...world, ghost: { ...world.ghost, expectedCodes } },
    scene: { ...CALM, ...scene },
    watch: unwatched(world),
    looks: 0,
  }
}

/** Bought some minutes before the day ends. */
async function beforeMidnight(): Promise<World> {
  const world = await holding()
  return { ...world, nowMs: world.nowMs + (Date.UTC(2026, 0, 6) - START_MS) - 5 * MINUTE_MS }
}

async function afterHours(): Promise<World> {
  const world = await holding()
  return { ...world, nowMs: world.nowMs + 180 * MINUTE_MS }
}

/** Half of the entry is settled; of the other half nobody ever hears again. */
async function neverSettling(): Promise<World> {
  const world = await partly(false)
  const [order] = world.venue.orders
  if (order === undefined) throw new Error('preparing: no order')
  return fill(world, order.id, order.sizeMicros - order.matchedMicros, false)
}

/** Issue by issue: what a position can live through. */
export const LIVES: readonly LifeStory[] = [
  {
    name: 'moving-book',
    about: "a position while the others' mid moves, goes wide, one-sided, empty or unread, and comes back",
    begin: async () => lifeOf(await holding(), ['LOSS']),
    stepsMs: [MINUTE_MS, 3 * MINUTE_MS],
    changes: [
      { book: 'calm' },
      { book: 'lower' },
      { book: 'wide' },
      { book: 'oneSided' },
      { book: 'empty' },
      { book: 'unread' },
    ],
    left: { looks: 4, changes: 2, fills: 0 },
    settles: true,
  },
  {
    name: 'own-quote',
    about: 'an entry rests within a book that moves, and may be filled',
    begin: async () => lifeOf(await quoting(), ['LOSS']),
    stepsMs: [MINUTE_MS, 3 * MINUTE_MS],
    changes: [{ book: 'calm' }, { book: 'lower' }, { book: 'oneSided' }],
    left: { looks: 4, changes: 1, fills: 1 },
    settles: true,
  },
  {
    name: 'midnight',
    about: 'a position over the end of a day, its book wiped before or after',
    begin: async () => lifeOf(await beforeMidnight(), ['LOSS']),
    stepsMs: [MINUTE_MS, 3 * MINUTE_MS],
    changes: [{ book: 'calm' }, { book: 'oneSided' }, { book: 'unread' }],
    left: { looks: 5, changes: 2, fills: 0 },
    settles: true,
  },
  {
    name: 'frozen',
    about: 'a position whose book does not change while a second source disagrees',
    begin: async () => lifeOf(await holding(), ['LOSS']),
    stepsMs: [MINUTE_MS, 2 * MINUTE_MS],
    changes: [{ isContradicted: true }, { isContradicted: false }],
    left: { looks: 6, changes: 2, fills: 0 },
    settles: true,
  },
  {
    name: 'reads',
    about: 'a position while catalogue, balance, list or orders by hash cannot be read, from a cold start on',
    begin: async () => lifeOf(await holding(), []),
    stepsMs: [MINUTE_MS, 5 * MINUTE_MS],
    changes: [{ hasCatalogue: false }, { balance: 'unread' }, { openOrders: 'unread' }, { byHash: 'unread' }],
    left: { looks: 5, changes: 2, fills: 0 },
    settles: true,
  },
  {
    name: 'balances',
    about: 'a balance that lags until asked for, or lacks a little',
    begin: async () => lifeOf(await holding(), [], { balance: 'stale' }),
    stepsMs: [MINUTE_MS, 5 * MINUTE_MS],
    changes: [{ balance: 'true' }, { balance: 'stale' }, { balance: 'dust short' }],
    left: { looks: 6, changes: 1, fills: 0 },
    settles: true,
  },
  {
    name: 'refusals',
    about: 'every post is refused, for entries and for exits',
    begin: async () => lifeOf(EMPTY, [], { posts: 'refused' }),
    stepsMs: [MINUTE_MS],
    changes: [{ posts: 'taken' }, { posts: 'refused' }],
    left: { looks: 12, changes: 1, fills: 1 },
    settles: true,
  },
  {
    name: 'unsettled',
    about:
      'half of an entry never settles; exits of the other half are dropped by their date again and again',
    begin: async () => lifeOf(await neverSettling(), []),
    stepsMs: [6 * MINUTE_MS],
    changes: [],
    left: { looks: 40, changes: 0, fills: 0 },
    settles: false,
  },
  {
    name: 'unreadable-order',
    about: 'an entry rests and its hash can never be read again',
    begin: async () => lifeOf(await quoting(), [], { byHash: 'unread' }),
    stepsMs: [MINUTE_MS, 5 * MINUTE_MS],
    changes: [{ openOrders: 'unread' }, { openOrders: 'read' }],
    left: { looks: 6, changes: 1, fills: 0 },
    settles: true,
  },
  {
    name: 'came-back',
    about: 'a position of a stack that nobody ran for three hours, in an account that trades much',
    begin: async () => lifeOf(await afterHours(), ['LOSS']),
    stepsMs: [MINUTE_MS, 3 * MINUTE_MS],
    changes: [{ hasCatalogue: false }, { balance: 'unread' }, { book: 'wide' }],
    left: { looks: 6, changes: 1, fills: 0 },
    settles: true,
  },
  {
    name: 'replaced-key',
    about: 'an entry rests, its hash cannot be read, and the credentials that posted it are replaced',
    begin: async () => lifeOf(await quoting(), [], { byHash: 'unread', credentials: 'replaced' }),
    stepsMs: [MINUTE_MS, 5 * MINUTE_MS],
    changes: [{ openOrders: 'unread' }, { openOrders: 'read' }],
    left: { looks: 4, changes: 1, fills: 0 },
    settles: true,
  },
  {
    name: 'thin-bids',
    about: 'a position whose best bids take a little of it, and the next ones pay a quarter',
    begin: async () => lifeOf(await holding(), ['LOSS'], { book: 'thin' }),
    stepsMs: [MINUTE_MS],
    changes: [{ book: 'wide' }],
    left: { looks: 4, changes: 1, fills: 0 },
    settles: true,
  },
]
