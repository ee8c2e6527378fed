import type { World } from './world.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** What befalls the whole world from time to time, each with a mean time between, in hours. */
export function startWeather(world: World, stop: (text: string) => void): void {
  const { kernel, random, faults, phase, exchange, store, table } = world
  const every = (meanHours: number, event: () => void): void => {
    const again = (): void =>
      kernel.after(random.between(1, 2 * meanHours * HOUR_MS), () => {
        if (faults.enabled) event()
        again()
      })
    again()
  }
  const spell = (
    kind: string,
    minutes: readonly [number, number],
    begin: () => void,
    end: () => void,
  ): void => {
    faults.note(kind)
    begin()
    kernel.after(random.between(minutes[0] * MINUTE_MS, minutes[1] * MINUTE_MS), end)
  }
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
  every(12, () => {
    for (const { market } of world.markets.map(({ listed }) => listed)) {
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
  every(7, () => {
    faults.note('STOP message')
    stop('an alarm of the simulation')
    if (random.chance(0.2)) kernel.after(random.between(0, 30_000), () => stop('and another one'))
  })
  // A market that is over leaves the configuration some hours later, whatever its item still holds.
  every(3, () => {
    const over = exchange.markets().filter(({ closed }) => closed)
    const markets = world.deployed.stack.markets.filter(
      ({ market }) => !over.some((each) => each.market === market),
    )
    if (markets.length < world.deployed.stack.markets.length) faults.note('market left the configuration')
    world.deployed.stack = { ...world.deployed.stack, markets }
  })
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

const NOBODY = { name: 'a person' } as Parameters<World['table']['wrote']>[1]
