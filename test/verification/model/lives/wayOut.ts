import { isStopDone } from '../../../../shared/domain/control.ts'
import { isClosed, mayBeLive } from '../../../../shared/domain/order.ts'
import type { Breach } from '../invariants.ts'
import { INFO } from '../modelSettings.ts'
import { fill, settle, settledMicros } from '../venueModel.ts'
import { controlOf, type World } from '../world.ts'
import { type Life, look, within } from './life.ts'
import { FLOOR_MICROS, OPERATOR_COMMANDS, type OperatorCommand } from './operatorCommands.ts'
import { isBid, type Scene } from './scene.ts'

/** Where the search from one end of a life came to: the shortest sequence of commands, as they are typed. */
export type WayOut =
  /** Disarmed and flat. */
  | { readonly is: 'out'; readonly commands: readonly string[] }
  /** No sequence ends so; after this one, if any is needed, the bot has told a person what only the venue can do. */
  | { readonly is: 'venue'; readonly commands: readonly string[] }

/** Commands in a row. The longest way that any kind of end needs has four; two more are to spare. */
export const MAX_COMMANDS = 6
const MINUTE_MS = 60_000
/** In a row without an order that is not closed, a STOP that is not done or an active flatten. */
const QUIET_LOOKS = 2
/** Books that `adopt` wrote again begin without a price, and with waits of their own. */
const OF_TIME: readonly string[] = ['L1', 'L2']

interface Step {
  readonly life: Life
  readonly commands: readonly string[]
}

/** L3: breadth first over all that an operator can type, with a venue that answers as the scene has it. */
export async function wayOut(
  life: Life,
): Promise<{ readonly way: WayOut | null; readonly breaches: readonly Breach[] }> {
  let level: readonly Step[] = [{ life: expecting(life), commands: [] }]
  let venue: WayOut | null = onlyTheVenueCan(life) ? { is: 'venue', commands: [] } : null
  const seen = new Set([whereOf(life)])
  for (let depth = 1; depth <= MAX_COMMANDS && level.length > 0; depth += 1) {
    const next: Step[] = []
    for (const from of level) {
      for (const command of OPERATOR_COMMANDS.filter((each) => isAllowed(each, life.scene))) {
        const commands = [...from.commands, command.name]
        const ran = await given(from.life, command)
        if (ran.breaches.length > 0) return { way: null, breaches: ran.breaches.map(after(commands)) }
        if (isOut(ran.life.world)) return { way: { is: 'out', commands }, breaches: [] }
        const where = whereOf(ran.life)
        if (seen.has(where)) continue
        seen.add(where)
        if (venue === null && onlyTheVenueCan(ran.life)) venue = { is: 'venue', commands }
        next.push({ life: ran.life, commands })
      }
    }
    level = next
  }
  if (venue !== null) return { way: venue, breaches: [] }
  const what = `no sequence of ${MAX_COMMANDS} commands ends disarmed and flat`
  return { way: null, breaches: [{ invariant: 'L3', what }] }
}

/** STOPs that an operator brings about, or that come from the books of a position that lost. */
const expecting = (life: Life): Life => {
  const { ghost } = life.world
  const expectedCodes = [...ghost.expectedCodes, 'OPERATOR', 'LOSS'] as const
  return { ...life, world: { ...life.world, ghost: { ...ghost, expectedCodes } } }
}

const after =
  (commands: readonly string[]) =>
  ({ invariant, what }: Breach): Breach => ({ invariant, what: `${what}, after ${commands.join(', ')}` })

/** The command, and minute after minute until it has done what it can. */
async function given(from: Life, command: OperatorCommand) {
  const breaches: Breach[] = []
  let life = from
  const ticked = async (): Promise<void> => {
    const looked = await look(life, MINUTE_MS)
    breaches.push(...looked.breaches.filter(({ invariant }) => !OF_TIME.includes(invariant)))
    life = { ...looked.life, world: taken(looked.life) }
  }
  for (let waitedMs = 0; waitedMs < command.waitMs; waitedMs += MINUTE_MS) await ticked()
  const ran = await within(life, life.world, command)
  breaches.push(...ran.breaches)
  life = { ...life, world: ran.world, looks: life.looks + 1 }
  for (let looks = 0, quiet = 0; looks < command.looks && quiet < QUIET_LOOKS; looks += 1) {
    await ticked()
    quiet = isQuiet(life.world) ? quiet + 1 : 0
  }
  if (command.name === 'halt' && isUnproven(life)) {
    breaches.push({ invariant: 'L3', what: 'a STOP is not done, though all that proves it can be read' })
  }
  return { life, breaches }
}

/** The operator's word on an order is for what nothing can prove: where the lists can, it is not a way out. */
const isAllowed = ({ name }: OperatorCommand, scene: Scene): boolean =>
  name !== 'adopt --undecided' || !isProvable(scene)
const isUnproven = ({ world, scene }: Life): boolean => !isDone(world) && isProvable(scene)
const isProvable = ({ openOrders, credentials }: Scene): boolean =>
  openOrders === 'read' && credentials === 'same'

function isQuiet(world: World): boolean {
  const control = controlOf(world)
  if (control === 'absent') return true
  const isOpen = world.item.state?.orders.some((order) => !isClosed(order)) ?? false
  return !isOpen && control.flatten === null && (!control.halted || isStopDone(control))
}

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
    !world.venue.orders.some(({ live }) => live) &&
    !(world.item.state?.orders.some(mayBeLive) ?? false)
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

/** The state that a sequence of commands leads to: instants, amounts and numbers make no other place of it. */
function whereOf({ world }: Life): string {
  const { state } = world.item
  const control = controlOf(world)
  return JSON.stringify([
    control === 'absent'
      ? control
      : [control.armed, control.halted, control.drain, isStopDone(control), control.flatten?.floorMicros],
    control !== 'absent' && [control.codes.toSorted(), control.flatten === null],
    [state?.phase, state?.exitOnly, state?.lost === undefined],
    state?.orders.filter((order) => !isClosed(order)).map(({ purpose, life }) => [purpose, life.at]),
    state?.legs.map(({ side, status }) => [side, status]),
    world.venue.orders.filter(({ live }) => live).length,
    settledMicros(world.venue) >= INFO.minSizeMicros,
  ])
}
