import { setTimeout as wait } from 'node:timers/promises'
import type { Ports } from '../shared/ports/ports.ts'

/** On the way there and back, as measured from a function in the region of its table: see `npm run bench -- --help`. */
const TABLE_MS = 5
const VENUE_MS = 30

/** The same ports, each call with its way on top. */
export const farPorts = <P extends Pick<Ports, 'store' | 'venue'>>(ports: P): P => ({
  ...ports,
  store: far(ports.store, TABLE_MS),
  venue: far(ports.venue, VENUE_MS),
})

const far = <T extends object>(port: T, ms: number): T =>
  new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, args)
        // What hands on the port itself waits for nothing.
        if (!(answer instanceof Promise)) return name === 'endingBy' ? far(answer as object, ms) : answer
        return wait(ms).then(() => answer)
      }
    },
  })
