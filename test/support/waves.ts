import type { Ports } from '../../shared/ports/ports.ts'

/** Calls that were waited for at once, by name: those of the table and those of the venue. */
export interface Wave {
  readonly store: readonly string[]
  readonly venue: readonly string[]
}

interface Waiting {
  readonly at: keyof Wave
  readonly name: string
  readonly go: () => void
}

/** More than any tick waits for. */
const MAX_WAVES = 50

/**
 * Runs something on ports whose calls are held back: only when nothing goes on without an answer are all that wait
 * let through, together. What a run waits for one after the other comes as one wave after the other.
 */
export async function wavesOf<T>(
  ports: Ports,
  run: (gated: Ports) => Promise<T>,
): Promise<{ readonly waves: readonly Wave[]; readonly result: T }> {
  let waiting: Waiting[] = []
  const gate = <P extends object>(at: keyof Wave, port: P): P =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target)
        if (typeof member !== 'function' || name === 'sign') return member
        return async (...args: readonly unknown[]) => {
          await new Promise<void>((go) => {
            waiting.push({ at, name: String(name), go })
          })
          return await member.apply(target, args)
        }
      },
    })
  const waves: Wave[] = []
  let isOver = false
  const running = run({ ...ports, store: gate('store', ports.store), venue: gate('venue', ports.venue) })
  const ended = running.finally(() => {
    isOver = true
  })
  for (let wave = 0; wave < MAX_WAVES; wave += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (isOver) break
    const wave = waiting
    waiting = []
    const namesAt = (at: keyof Wave) => wave.filter((each) => each.at === at).map(({ name }) => name)
    waves.push({ store: namesAt('store'), venue: namesAt('venue') })
    for (const { go } of wave) go()
  }
  return { waves, result: await ended }
}
