import { isStopDone } from '../../../shared/domain/control.ts'
import { known } from '../../../shared/domain/read.ts'
import { epochMs, monotonicMs, price } from '../../../shared/domain/units.ts'
import { adopt } from '../../../shared/engine/adopt.ts'
import * as operator from '../../../shared/engine/operator.ts'
import { runStop } from '../../../shared/engine/stop.ts'
import type { Run } from '../actor.ts'
import { passTime } from '../events.ts'
import type { Breach } from '../invariants.ts'
import { BID_MICROS, INFO, MARKET, SETTINGS, TOKEN } from '../modelSettings.ts'
import { fill, settle, settledMicros } from '../venueModel.ts'
import { controlOf, type World } from '../world.ts'
import { LIFE_STACK, type Life, look, within } from './life.ts'
import { isBid } from './scene.ts'

const STOP_MS = 16_000
const MINUTE_MS = 60_000
/** A trade that never settles may be settled by the balance after half an hour. */
const UNSETTLED_MS = 31 * MINUTE_MS
/** From the latch until the last order of unknown outcome is dead. */
const LOOKS_TO_DONE = 16
/** After a STOP that is done, until the items say what it proved. */
const LOOKS_AFTER = 2
/** A flatten whose hash cannot be read is proven dead by its date and two lists. */
const LOOKS_TO_SOLD = 14
/** The market's own floor holds whatever floor a command gives. */
const FLOOR_MICROS = SETTINGS.risk.exitFloorMicros
/** Books that `adopt` wrote anew begin without a price, and with waits of their own. */
const OF_TIME: readonly string[] = ['L1', 'L2']

const command = (name: string, run: Run['run']): Run => ({ name, kind: 'control', run })

const halt = command('halt', (ports, startMs) =>
  runStop(
    ports,
    LIFE_STACK,
    { by: 'message', reason: { code: 'OPERATOR', text: 'halt', atMs: epochMs(startMs) } },
    monotonicMs(startMs + STOP_MS),
  ),
)
const settled = (unsettled: boolean): Run =>
  command(unsettled ? 'adopt --unsettled' : 'adopt', (ports) =>
    adopt(ports, LIFE_STACK, {
      ...{ market: MARKET, tokenId: TOKEN, resolved: false, unsettled },
      priceMicros: price(BID_MICROS),
    }),
  )
const sale = (floorMicros: number | null): Run =>
  command(floorMicros === null ? 'flatten' : 'flatten --floor', async (ports) => {
    const control = await ports.store.control()
    if (!control.ok || control.value === 'absent') return
    await operator.flatten(ports, {
      ...{ seq: control.value.haltSeq, markets: [MARKET] },
      ...(floorMicros === null ? {} : { floorMicros: price(floorMicros) }),
    })
  })
const resume = command('resume', async (ports) => {
  const control = await ports.store.control()
  if (!control.ok || control.value === 'absent') return
  await operator.resume(ports, control.value.haltSeq, known([], ports.clock.nowMs()))
})
const drain = command('drain', (ports) => operator.drain(ports, true))
const disarm = command('disarm', (ports) => operator.disarm(ports))

/** What an operator tries, the likeliest first: each a row of commands, with time between them. */
const WAYS: readonly (readonly Run[])[] = [
  [halt, sale(null), disarm],
  [halt, sale(FLOOR_MICROS), disarm],
  [halt, settled(false), sale(FLOOR_MICROS), disarm],
  [halt, settled(true), sale(FLOOR_MICROS), disarm],
  [halt, settled(true), resume, drain, disarm],
]

/** L3: whether some way ends disarmed and flat, with a venue that answers commands as the scene has it. */
export async function wayOut(life: Life): Promise<readonly Breach[]> {
  const { ghost } = life.world
  const expectedCodes = [...ghost.expectedCodes, 'OPERATOR', 'LOSS'] as const
  const from = { ...life, world: { ...life.world, ghost: { ...ghost, expectedCodes } } }
  for (const way of WAYS) {
    const tried = await follow(from, way)
    if (tried.breaches.length > 0) return tried.breaches
    if (isOut(tried.life.world) || onlyTheVenueCan(tried.life)) return []
  }
  return [{ invariant: 'L3', what: 'no row of commands ends disarmed and flat' }]
}

async function follow(from: Life, way: readonly Run[]) {
  let life = from
  const breaches: Breach[] = []
  for (const run of way) {
    if (run.name === 'adopt --unsettled') life = later(life, UNSETTLED_MS)
    const ran = await within(life, life.world, run)
    breaches.push(...ran.breaches)
    life = { ...life, world: ran.world, looks: life.looks + 1 }
    if (run === disarm) break
    const looks = run === halt ? LOOKS_TO_DONE : LOOKS_TO_SOLD
    for (let i = 0; i < looks && !(run === halt && i >= LOOKS_AFTER && isDone(life.world)); i += 1) {
      const looked = await look(life, MINUTE_MS)
      breaches.push(...looked.breaches.filter(({ invariant }) => !OF_TIME.includes(invariant)))
      life = { ...looked.life, world: taken(looked.life) }
    }
  }
  return { life, breaches }
}

const later = (life: Life, ms: number): Life => ({
  ...life,
  world: passTime(life.world, life.world.nowMs + ms),
})

/** What crosses the book is matched at once, and settles. */
function taken({ world, scene }: Life): World {
  const [order] = world.venue.orders.filter(
    ({ live, side, priceMicros, purpose }) =>
      live && side === 'SELL' && purpose === 'flatten' && isBid(scene, priceMicros),
  )
  if (order === undefined) return world
  const filled = fill(world, order.id, order.sizeMicros - order.matchedMicros, false)
  const leg = filled.venue.legs.at(-1)
  return leg === undefined ? filled : settle(filled, leg, 'CONFIRMED')
}

const isDone = (world: World): boolean => {
  const control = controlOf(world)
  return control !== 'absent' && isStopDone(control)
}

const isOut = (world: World): boolean => {
  const control = controlOf(world)
  const isDisarmed = control === 'absent' || !control.armed
  return (
    isDisarmed &&
    settledMicros(world.venue) < INFO.minSizeMicros &&
    !world.venue.orders.some(({ live }) => live)
  )
}

/**
 * Nothing proves an order dead while the list cannot be read, and the STOP says so. Else it was told, and nobody buys,
 * or the venue takes no order, or does not show its book or our shares.
 */
const onlyTheVenueCan = ({ world, scene }: Life): boolean =>
  isDone(world)
    ? Object.values(world.item.state?.waits ?? {}).some((wait) => wait?.told === true) &&
      (scene.posts === 'refused' ||
        scene.book === 'unread' ||
        scene.balance === 'unread' ||
        !isBid(scene, FLOOR_MICROS))
    : scene.openOrders === 'unread'
