import { drainMarket } from '../../../../shared/operator/operator.ts'
import type { World } from '../world.ts'
import { configured, type Entry, type OfferedOutcome, type TwentyOutcomes } from './twentyOutcomes.ts'

const MINUTE_MS = 60_000
/** Between two changes. */
const EVERY_MS = [0.7 * MINUTE_MS, 3.5 * MINUTE_MS] as const
const AT_FIRST = 12
/** Parts of the limits that it was offered with. */
const FACTORS = [0.7, 1, 1.6] as const
const DRAIN_MS = 120_000
/** Added at once in place of what was removed. */
const FILLS_UP = 3
/** Rather than that another begins, what is drained or without entries goes on. */
const ENDS = 0.6
/** What is removed holds shares. */
const HOLDS = 0.6

const entryOf = (of: OfferedOutcome, factor = 1): Entry => ({
  of,
  entryUsdc: Math.round(of.entryUsdc * factor * 100) / 100,
  entries: true,
})

/** With which it begins: some of the markets with one outcome, and some of the pairs. */
export const firstEntries = ({ offered }: TwentyOutcomes): readonly Entry[] =>
  offered
    .filter((_, i) => i < AT_FIRST / 2 || i >= offered.length - AT_FIRST / 2)
    .map((each) => entryOf(each))

/**
 * The person who changes the configuration: outcomes are added, removed, whether they hold shares or not, come back
 * with other limits, are drained and taken out of their drain, and have their entries turned off and on.
 */
export class Configurer {
  readonly #world: World
  readonly #offered: TwentyOutcomes['offered']
  #entries: readonly Entry[]
  readonly #moves = [
    () => this.#add(),
    () => this.#add(),
    () => this.#remove(),
    () => this.#remove(),
    () => this.#limit(),
    () => this.#limit(),
    () => this.#turn(),
    () => this.#drain(),
  ]

  constructor(world: World, outcomes: TwentyOutcomes) {
    this.#world = world
    this.#offered = outcomes.offered
    this.#entries = firstEntries(outcomes)
  }

  /** From now on; not while the books are compared. */
  start(): void {
    const { kernel, random, phase, faults, isFaultless } = this.#world
    kernel.after(random.between(...EVERY_MS), () => {
      this.start()
      if (faults.enabled || (isFaultless && !phase.frozen)) this.#pick(this.#moves)?.()
    })
  }

  #add(): void {
    const of = this.#pick(this.#offered.filter((each) => !this.#entries.some((entry) => entry.of === each)))
    if (of === undefined) return
    const what = this.#world.stateOf(of.tokenId) === null ? 'added' : 'comes back'
    this.#deploy(what, [...this.#entries, entryOf(of, this.#pick(FACTORS))])
  }

  /** What it frees in the configuration may be used at once, whether or not its shares are sold. */
  #remove(): void {
    const { random } = this.#world
    const holding = this.#others().filter((each) => this.#holds(each))
    const entry = this.#pick(holding.length > 0 && random.chance(HOLDS) ? holding : this.#others())
    if (entry === undefined) return
    const isHolding = this.#holds(entry)
    const rest = this.#entries.filter((each) => each !== entry)
    this.#deploy(isHolding ? 'removed, holding' : 'removed', rest)
    if (isHolding && random.chance(HOLDS)) for (let i = 0; i < FILLS_UP; i += 1) this.#add()
  }

  #limit(): void {
    const entry = this.#pick(this.#entries)
    if (entry === undefined) return
    const costs = FACTORS.map((factor) => entryOf(entry.of, factor).entryUsdc)
    const entryUsdc = this.#pick(costs.filter((each) => each !== entry.entryUsdc)) ?? entry.entryUsdc
    this.#replace(entryUsdc < entry.entryUsdc ? 'lower limits' : 'higher limits', entry, { entryUsdc })
  }

  #turn(): void {
    const off = this.#others().filter(({ entries }) => !entries)
    const entry = this.#pick(off.length > 0 && this.#world.random.chance(ENDS) ? off : this.#others())
    if (entry === undefined) return
    this.#replace(entry.entries ? 'entries off' : 'entries on', entry, { entries: !entry.entries })
  }

  /** Of a market, with both of its outcomes. */
  #drain(): void {
    const { kernel, random, faults, store, start, watch } = this.#world
    const drained = store.control_?.drainMarkets ?? []
    const isOn = drained.length === 0 || !random.chance(ENDS)
    const market = isOn ? this.#pick(this.#others())?.of.market.listed.market : this.#pick(drained)
    if (market === undefined) return
    faults.note(`market drain: ${isOn ? 'on' : 'off'}`)
    const { actor, ports } = start('configurer')
    kernel.after(DRAIN_MS, () => actor.kill())
    drainMarket(ports, market, isOn).then(
      () => actor.kill(),
      (error: unknown) => watch.report('I10', `the drain of a market threw: ${String(error)}`),
    )
  }

  #replace(what: string, entry: Entry, by: Partial<Entry>): void {
    this.#deploy(
      what,
      this.#entries.map((each) => (each === entry ? { ...each, ...by } : each)),
    )
  }

  /** The schema may refuse it: then it stays as it is. */
  #deploy(what: string, next: readonly Entry[]): void {
    const stack = configured(next)
    this.#world.faults.note(stack === null ? 'configuration: refused' : `configuration: ${what}`)
    if (stack === null) return
    this.#entries = next
    this.#world.deployed.stack = stack
  }

  /** The first one stays. */
  #others(): readonly Entry[] {
    return this.#entries.filter(({ of }) => of !== this.#offered[0])
  }

  #holds({ of }: Entry): boolean {
    const { exchange, account } = this.#world
    return (exchange.holdings(account).sharesMicros.get(of.tokenId) ?? 0) > 0
  }

  #pick<T>(these: readonly T[]): T | undefined {
    return these[this.#world.random.between(0, these.length - 1)]
  }
}
