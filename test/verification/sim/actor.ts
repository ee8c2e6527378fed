import type { Chance } from '../../../desk/tape/feed/chance.ts'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
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
  /** The sender stops waiting after this long. */
  readonly withinMs?: number
}

export interface ActorWorld {
  readonly kernel: Kernel
  readonly startMs: number
  readonly random: Chance
  readonly faults: Faults
  readonly trace: (line: string) => void
  /** How long a request is on its way. */
  readonly wayMs: Range
}

export type Range = readonly [number, number]

/** What was never sent, for there was no time to wait for its answer. */
export const NO_TIME = 'no time is left to send it'

/** Adapters stop waiting after this long. */
const GIVES_UP_MS: Range = [4_000, 12_000]
const SLOW_MS: Range = [500, 5_000]

/** @param skewMs How far this host's clock is ahead of the venue's. */
export function createActor(world: ActorWorld, name: string, skewMs: number): Actor {
  const { kernel, random, faults, trace, wayMs } = world
  let dead = false
  const die = (): void => {
    dead = true
  }
  const between = ([from, to]: Range): number => random.between(from, to)

  function call<T>(of: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // Whoever is dead waits forever; nobody remembers him.
      if (dead) return
      const { withinMs = Number.POSITIVE_INFINITY } = of
      if (withinMs < 1) return resolve(of.unknown(NO_TIME))
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
      const giveUp = (why: string, ms: number): void => answer(of.unknown(why), Math.min(ms, withinMs))
      switch (strike) {
        case 'crash before':
          return die()
        case 'crash after':
          arrive(between(wayMs), ignore)
          return die()
        case 'never sent':
          return giveUp('no answer', between(GIVES_UP_MS))
        case 'reply lost':
          arrive(between(wayMs), ignore)
          return giveUp('reply lost', between(GIVES_UP_MS))
        case 'delayed':
          arrive(
            between(GIVES_UP_MS) + random.between(0, of.maxDelayMs ?? 10_000),
            ignore,
            (of.lateEffect ?? of.effect) as () => Promise<T>,
          )
          return giveUp('no answer in time', GIVES_UP_MS[0])
        default: {
          const drawnMs = between(strike === 'slow' ? SLOW_MS : wayMs)
          // A read is as good as its instant; a write may be seen by others before its sender hears of it.
          const backMs = of.kind === 'write' || strike === 'slow' ? drawnMs : 0
          const thereMs = between(wayMs)
          if (thereMs + backMs <= withinMs) return arrive(thereMs, (value) => answer(value, backMs))
          arrive(thereMs, ignore)
          return giveUp('no answer in time', withinMs)
        }
      }
    })
  }

  const isDead = (): boolean => dead
  return { name, clock: clockOf(world, skewMs, { isDead, kill: die }), call, kill: die, isDead }
}

const clockOf = (
  { kernel, faults, startMs }: ActorWorld,
  skewMs: number,
  actor: Pick<Actor, 'isDead' | 'kill'>,
): Clock => ({
  nowMs: () => epochMs(kernel.nowMs() + skewMs),
  monotonicMs: () => monotonicMs(kernel.nowMs() - startMs),
  sleep: (ms, wake) =>
    new Promise((resolve) => {
      if (actor.isDead()) return
      if (faults.strike('sleep') !== 'none') return actor.kill()
      const end = (): void => {
        if (!actor.isDead()) resolve()
      }
      wake?.addEventListener('abort', () => kernel.after(0, end), { once: true })
      kernel.after(ms, end)
    }),
})
