import { Actors } from './actor.ts'
import {
  after,
  type Instance,
  isBeginning,
  isOver,
  type Node,
  nodeDigest,
  startOf,
  worldDigest,
} from './graph.ts'
import type { Breach } from './invariants.ts'
import { areIndependent, type Step } from './step.ts'
import { stepsOf } from './steps.ts'
import type { World } from './world.ts'

export interface Options {
  /** Steps that commute are tried in one order only. */
  readonly reduce: boolean
  /** Equal states are visited once. */
  readonly merge: boolean
  readonly maxSchedules: number
  readonly stopAtFirst: boolean
}

export interface Violation extends Breach {
  /** The choices that lead to it, by their numbers: what `--replay` takes. */
  readonly path: readonly number[]
}

export interface Explored {
  /** Distinct sequences of choices, followed until all runs are over or a state is met that was seen before. */
  readonly schedules: number
  readonly states: number
  readonly steps: number
  /** Steps not taken, for they commute with one that was. */
  readonly spared: number
  /** Times production code was begun again. */
  readonly replays: number
  readonly depth: number
  readonly complete: boolean
  readonly violations: readonly Violation[]
  /** Digests of the worlds in which all runs were over. */
  readonly ends: ReadonlySet<string>
}

/** A map of more entries than this cannot be; the search says that it was cut. */
const MAX_STATES = 16_000_000

/** Violations kept; one cause shows in many schedules. */
const MAX_VIOLATIONS = 1_000

/**
 * Tries every schedule of an instance, depth first. Production code runs between the choices and parks at each call of
 * a port. What it does next depends on its own history of answers alone, so a state is the world and those histories.
 *
 * Sleep sets (Godefroid) spare steps that commute with one tried before: they leave out transitions, never states.
 * A state met again is entered again only for the steps that were asleep at every earlier visit.
 */
export async function explore(instance: Instance, options: Options): Promise<Explored> {
  const search = new Search(instance, options)
  await search.visit(startOf(instance), [])
  return search.explored()
}

const NOTHING_IN_FLIGHT: World['inFlight'] = []
const NOTHING_LEFT: World['left'] = { faults: 0, fills: 0, failures: 0, jumps: 0 }

type Arrival = { readonly is: 'new' | 'known' } | { readonly is: 'again'; readonly only: ReadonlySet<string> }

class Search {
  readonly #instance: Instance
  readonly #options: Options
  readonly #actors = new Actors()
  /** By state, the steps that were asleep at every visit. */
  readonly #visited = new Map<string, ReadonlySet<string>>()
  readonly #ends = new Set<string>()
  readonly #path: number[] = []
  readonly #violations: Violation[] = []
  readonly #count = { schedules: 0, states: 0, steps: 0, spared: 0, depth: 0 }
  #isCut = false

  constructor(instance: Instance, options: Options) {
    this.#instance = instance
    this.#options = options
  }

  explored(): Explored {
    const { replays } = this.#actors
    return {
      ...this.#count,
      replays,
      complete: !this.#isCut,
      violations: this.#violations,
      ends: this.#ends,
    }
  }

  async visit(node: Node, asleep: readonly Step[]): Promise<void> {
    this.#count.depth = Math.max(this.#count.depth, this.#path.length)
    const arrival = this.#arrive(node, asleep)
    if (arrival.is === 'known') return this.#close()
    if (arrival.is === 'new' && isOver(node)) await this.#end(node)
    let tried = asleep
    let took = 0
    for (const [i, step] of stepsOf(node.world, node.actors, this.#instance.bounds).entries()) {
      if (this.#isCut) return
      const isAsleep = this.#options.reduce && tried.some(({ key }) => key === step.key)
      if (isAsleep || (arrival.is === 'again' && !arrival.only.has(step.key))) {
        this.#count.spared += 1
        continue
      }
      took += 1
      this.#path.push(i)
      await this.#take(
        node,
        step,
        tried.filter((other) => areIndependent(other, step)),
      )
      this.#path.pop()
      if (this.#options.reduce) tried = [...tried, step]
    }
    if (took === 0) this.#close()
  }

  async #take(node: Node, step: Step, asleep: readonly Step[]): Promise<void> {
    this.#count.steps += 1
    const next = await after(this.#actors, node, step)
    if (next.breaches.length === 0) return await this.visit(next.node, asleep)
    this.#report(next.breaches)
    this.#close()
  }

  /** Judged once: what is in flight is lost when no fault comes any more, and budgets are for schedules alone. */
  async #end({ world }: Node): Promise<void> {
    const digest = worldDigest({ ...world, inFlight: NOTHING_IN_FLIGHT, left: NOTHING_LEFT })
    if (this.#ends.has(digest)) return
    this.#ends.add(digest)
    this.#report(await this.#instance.settle(world))
  }

  #arrive(node: Node, asleep: readonly Step[]): Arrival {
    const keys = new Set(asleep.map((step) => step.key))
    const digest = this.#options.merge ? nodeDigest(node) : null
    const before = digest === null ? undefined : this.#visited.get(digest)
    if (before === undefined) {
      if (!isBeginning(node)) this.#count.states += 1
      if (digest !== null) this.#visited.set(digest, keys)
      return { is: 'new' }
    }
    const only = new Set([...before].filter((key) => !keys.has(key)))
    if (only.size === 0) return { is: 'known' }
    if (digest !== null) this.#visited.set(digest, new Set([...before].filter((key) => keys.has(key))))
    return { is: 'again', only }
  }

  #close(): void {
    this.#count.schedules += 1
    const { schedules, states } = this.#count
    if (schedules >= this.#options.maxSchedules || states >= MAX_STATES) this.#isCut = true
  }

  #report(breaches: readonly Breach[]): void {
    if (breaches.length === 0) return
    if (this.#options.stopAtFirst || this.#violations.length >= MAX_VIOLATIONS) this.#isCut = true
    for (const breach of breaches) this.#violations.push({ ...breach, path: [...this.#path] })
  }
}

/** Follows one schedule by its numbers: each choice in words, and what it broke. */
export async function replay(
  instance: Instance,
  path: readonly number[],
): Promise<{ readonly words: readonly string[]; readonly breaches: readonly Breach[] }> {
  const actors = new Actors()
  const words: string[] = []
  let node = startOf(instance)
  for (const choice of path) {
    const step = stepsOf(node.world, node.actors, instance.bounds)[choice]
    if (step === undefined)
      throw new RangeError(`choice ${choice} does not exist after ${words.length} steps`)
    const next = await after(actors, node, step)
    words.push(step.words)
    node = next.node
    if (next.breaches.length > 0) return { words, breaches: next.breaches }
  }
  return { words, breaches: isOver(node) ? await instance.settle(node.world) : [] }
}
