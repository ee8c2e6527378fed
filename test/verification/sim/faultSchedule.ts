import { createRecurrence, type Recurrence } from './recurrence.ts'
import { noTroubles, type Troubles } from './troubles.ts'
import type { World } from './world.ts'

/** What befalls the whole world from time to time, each with a mean time between, in hours. @param pace Of those hours. */
export function startFaultSchedule(world: World, stop: (text: string) => void, pace = 1): void {
  const recurrence = createRecurrence(world, pace)
  startStorms(world, recurrence)
  startOutages(world, recurrence)
  startPauses(world, recurrence)
  startAlarms(world, recurrence, stop)
  startDepartures(world, recurrence)
  startFlips(world, recurrence)
  startTroubles(world, recurrence)
}

function startStorms({ faults }: World, { every, spell }: Recurrence): void {
  every(5, () =>
    spell(
      'storm',
      [2, 40],
      () => {
        faults.stormy = true
      },
      () => {
        faults.stormy = false
      },
    ),
  )
}

function startOutages({ phase }: World, { every, spell }: Recurrence): void {
  every(9, () =>
    spell(
      'venue out',
      [0, 6],
      () => {
        phase.out = true
      },
      () => {
        phase.out = false
      },
    ),
  )
}

function startPauses({ markets, exchange }: World, { every, spell }: Recurrence): void {
  every(12, () => {
    for (const { market } of markets.map(({ listed }) => listed)) {
      if (exchange.markets().find((each) => each.market === market)?.closed) continue
      spell(
        'market paused',
        [1, 15],
        () => exchange.change(market, { accepting: false }),
        () => {
          if (exchange.markets().find((each) => each.market === market)?.closed === false)
            exchange.change(market, { accepting: true })
        },
      )
    }
  })
}

function startAlarms(world: World, { every }: Recurrence, stop: (text: string) => void): void {
  const { kernel, random, faults } = world
  every(7, () => {
    faults.note('STOP message')
    stop('an alarm of the simulation')
    if (random.chance(0.2)) kernel.after(random.between(0, 30_000), () => stop('and another one'))
  })
}

/** A market that is over leaves the configuration some hours later, whatever its item still holds. */
function startDepartures({ exchange, deployed, faults }: World, { every }: Recurrence): void {
  every(3, () => {
    const over = exchange.markets().filter(({ closed }) => closed)
    const markets = deployed.stack.markets.filter(
      ({ market }) => !over.some((each) => each.market === market),
    )
    if (markets.length < deployed.stack.markets.length) faults.note('market left the configuration')
    deployed.stack = { ...deployed.stack, markets }
  })
}

/** A person edits the one attribute in the console. */
function startFlips(world: World, { every }: Recurrence): void {
  const { kernel, random, faults, store, table } = world
  const flip = (halted: boolean): void => {
    faults.note(`flag flipped by hand to ${halted}`)
    const { control_ } = store
    if (control_ === null) return
    store.control_ = { ...control_, halted }
    table.wrote('latchFlip', NOBODY)
  }
  every(10, () => {
    flip(true)
    if (random.chance(0.3)) kernel.after(random.between(0, 90_000), () => flip(false))
  })
}

/** Spells in which the venue's answers are spoilt one by one, each for longer than any watchdog waits. */
function startTroubles({ troubles, random }: World, { every, spell }: Recurrence): void {
  const begin = (kind: string, minutes: readonly [number, number], trouble: Partial<Troubles>): void => {
    const calm = noTroubles()
    spell(
      kind,
      minutes,
      () => Object.assign(troubles, trouble),
      () => {
        for (const key of Object.keys(trouble))
          Object.assign(troubles, { [key]: calm[key as keyof Troubles] })
      },
    )
  }
  every(5, () => {
    const book = pick(random, ['frozen', 'wide', 'noBids', 'noAsks'] as const)
    begin(`book: ${book}`, [1, 30], { book })
  })
  every(8, () => {
    const unread = pick(random, UNREAD)
    begin(`unread for long: ${unread}`, [5, 60], { unread })
  })
  every(8, () => {
    const refused = pick(random, ['BUY', 'SELL'] as const)
    begin(`refused in a row: ${refused}`, [2, 20], { refused })
  })
  every(8, () => begin('balance: stale until asked', [5, 60], { staleBalance: true }))
}

const UNREAD = [
  'openOrders',
  'books',
  'timeMs',
  'market',
  'balance',
  'order',
  'tradesById',
  'positions',
  'witness',
]

const pick = <T>(random: World['random'], of: readonly [T, ...T[]] | readonly T[]): T =>
  of[random.between(0, of.length - 1)] ?? (of[0] as T)

const NOBODY = { name: 'a person' } as Parameters<World['table']['wrote']>[1]
