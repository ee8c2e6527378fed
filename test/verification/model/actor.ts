import { createModelPorts, type ModelPorts } from './ports.ts'
import type { Op } from './world.ts'

/** One run of production code, as a schedule starts it: one Lambda invocation, or one command of the operator. */
export interface Run {
  readonly name: string
  /** What its first request touches: the market's item, or the control item. */
  readonly kind: 'tick' | 'item' | 'control'
  /** Of a world in which both outcomes are traded. */
  readonly isPair?: true
  run(ports: ModelPorts, startMs: number): Promise<unknown>
}

/** Somebody who does one run after the other; a crash ends the run, not the actor. */
export interface Lane {
  readonly name: string
  readonly runs: readonly Run[]
}

/**
 * What one run has been told since its start: the answers to each batch of parallel calls, and the clock as they came
 * back. The run is deterministic, so this is all of its state; `key` names it.
 */
export interface History {
  readonly previous: History | null
  readonly answers: readonly unknown[]
  readonly nowMs: number
  readonly key: string
}

/** The state of a run: the calls it waits for, all at once; or its end. */
export type Parked =
  | { readonly is: 'waiting'; readonly ops: readonly Op[] }
  | { readonly is: 'finished' }
  | { readonly is: 'threw'; readonly error: unknown }

interface Live {
  readonly clock: { nowMs: number }
  waiting: { readonly op: Op; readonly answer: (value: unknown) => void }[]
  end: Exclude<Parked, { is: 'waiting' }> | null
}

/**
 * Runs the real asynchronous code for a history of answers: from its beginning, or further from where it was left.
 * The same history asked for again is not run again, for it would do the same.
 */
export class Actors {
  readonly #known = new Map<string, Parked>()
  /** Runs left waiting, by the history that they have seen. */
  readonly #live = new Map<string, Live>()
  /** How often production code was begun again. */
  replays = 0

  async parkedAfter(lane: Lane, index: number, history: History): Promise<Parked> {
    const known = this.#known.get(history.key)
    if (known !== undefined) return known
    const live = await this.#liveAt(lane, index, history)
    const parked: Parked = live.end ?? { is: 'waiting', ops: live.waiting.map(({ op }) => op) }
    this.#known.set(history.key, parked)
    if (live.end === null) this.#live.set(history.key, live)
    return parked
  }

  async #liveAt(lane: Lane, index: number, history: History): Promise<Live> {
    if (history.previous === null) {
      this.replays += 1
      return await begin(lane, index, history.nowMs)
    }
    const left = this.#live.get(history.previous.key)
    this.#live.delete(history.previous.key)
    const live = left ?? (await this.#liveAt(lane, index, history.previous))
    live.clock.nowMs = history.nowMs
    const { waiting } = live
    live.waiting = []
    waiting.forEach(({ answer }, i) => {
      answer(history.answers[i])
    })
    await drained()
    return live
  }
}

async function begin(lane: Lane, index: number, startMs: number): Promise<Live> {
  const live: Live = { clock: { nowMs: startMs }, waiting: [], end: null }
  const run = lane.runs[index]
  if (run === undefined) throw new RangeError(`${lane.name} has no run ${index}`)
  const ports = createModelPorts(
    `${lane.name}${index}`,
    live.clock,
    (op) =>
      new Promise((answer) => {
        live.waiting.push({ op, answer })
      }),
    run.isPair,
  )
  run.run(ports, startMs).then(
    () => {
      live.end = { is: 'finished' }
    },
    (error: unknown) => {
      live.end = { is: 'threw', error }
    },
  )
  await drained()
  return live
}

/** Every microtask has run once a macrotask does: whatever could go on without an answer has gone on. */
const drained = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
