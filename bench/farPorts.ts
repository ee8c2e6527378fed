import { setTimeout as wait } from 'node:timers/promises'
import type { Ports } from '../shared/ports/ports.ts'
import { wrapCalls } from './wrapCalls.ts'

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
  wrapCalls(port, (answer) => wait(ms).then(() => answer))
