import type { Random } from '../../desk/feed/random.ts'
import { epochMs, monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/engine/clock.ts'
import type { CallKind, Faults } from './faults.ts'
import type { Kernel } from './kernel.ts'

/** A process of ours: a Lambda or a person's shell. Dead, no call of it takes effect any more. */
export interface Actor {
  readonly name: string
  readonly clock: Clock
  isDead(): boolean
  /** As SIGKILL or the Lambda's time-out: between two instructions. */
  kill(): void
  /** One call to the outside: it leaves, takes effect, and is answered, each in its own time, if at all. */
  call<T>(of: Call<T>): Promise<T>
}

export interface Call<T> {
  readonly name: string
  readonly kind: CallKind
  readonly effect: () => Promise<T>
  /** What the adapter says where it got no answer. */
  readonly unknown: (why: string) => T
  /** The effect of a call that arrives late, where the other side would judge it otherwise. */
  readonly lateEffect?: () => Promise<unknown>
  /** Longest time a delayed call is on its way. */
  readonly maxDelayMs?: number
  /** It is on its way for long, whatever the weather. */
  readonly isDelayed?: boolean
}

export interface ActorWorld {
  readonly kernel: Kernel
  readonly startMs: number
  readonly random: Random
  readonly faults: Faults
  readonly trace: (line: string) => void
}

/** Adapters stop waiting after so long. */
const GIVES_UP_MS: readonly [number, number] = [4_000, 12_000]
const SLOW_MS: readonly [number, number] = [500, 5_000]
const WAY_MS: readonly [number, number] = [5, 60]

/** @param skewMs How far this host's clock is ahead of the venue's. */
export function createActor(world: ActorWorld, name: string, skewMs: number): Actor {
  const { kernel, random, faults, trace } = world
  let dead = false
  const die = (): void => {
    dead = true
  }
  const between = ([from, to]: readonly [number, number]): number => random.between(from, to)

  function call<T>(of: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // Whoever is dead waits for ever; nobody remembers him.
      if (dead) return
      const strike = of.isDelayed === true ? 'delayed' : faults.strike(of.kind)
      trace(`${name} ${of.name} ${strike}`)
      const answer = (value: T, ms: number): void =>
        kernel.after(ms, () => {
          if (!dead) resolve(value)
        })
      const arrive = (ms: number, then: (value: T) => void, effect = of.effect): void =>
        kernel.after(ms, () => {
          effect().then((value) => then(value as T), reject)
        })
      const ignore = (): void => undefined
      switch (strike) {
        case 'crash before':
          return die()
        case 'crash after':
          arrive(between(WAY_MS), ignore)
          return die()
        case 'never sent':
          return answer(of.unknown('no answer'), between(GIVES_UP_MS))
        case 'reply lost':
          arrive(between(WAY_MS), ignore)
          return answer(of.unknown('reply lost'), between(GIVES_UP_MS))
        case 'delayed':
          arrive(
            between(GIVES_UP_MS) + random.between(0, of.maxDelayMs ?? 10_000),
            ignore,
            (of.lateEffect ?? of.effect) as () => Promise<T>,
          )
          return answer(of.unknown('no answer in time'), GIVES_UP_MS[0])
        default: {
          const backMs = between(strike === 'slow' ? SLOW_MS : WAY_MS)
          // A read is as good as its instant; a write may be seen by others before its sender hears of it.
          const isWrite = of.kind === 'write'
          return arrive(between(WAY_MS), (value) =>
            isWrite || strike === 'slow' ? answer(value, backMs) : answer(value, 0),
          )
        }
      }
    })
  }

  const clock: Clock = {
    nowMs: () => epochMs(kernel.nowMs() + skewMs),
    monotonicMs: () => monotonicMs(kernel.nowMs() - world.startMs),
    sleep: (ms) =>
      new Promise((resolve) => {
        if (dead) return
        if (faults.strike('sleep') !== 'none') return die()
        kernel.after(ms, () => {
          if (!dead) resolve()
        })
      }),
  }
  return { name, clock, call, kill: die, isDead: () => dead }
}
