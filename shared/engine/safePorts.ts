import { unknown } from '../domain/read.ts'
import type { OrderId } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'
import type { Store } from '../ports/store.ts'
import type { Telemetry } from '../ports/telemetry.ts'
import type { CancelReport, Venue } from '../ports/venue.ts'
import { wordsOf } from './wordsOf.ts'

/**
 * The ports with every read, cancel and latch answering "unknown" where it throws. Calls do not throw by contract;
 * a STOP and the other markets of a round must not depend on that. Signing, posting and commits are left as they are:
 * what throws there is a broken invariant of ours, which the tick makes a STOP.
 */
export const safePorts = (ports: Ports): Ports => ({
  ...ports,
  venue: safeVenue(ports.venue),
  store: answering(ports.store, STORE),
  telemetry: answeringNow(ports.telemetry),
})

type Answers<T> = {
  readonly [K in keyof T]?: T[K] extends (...args: infer A) => Promise<infer R>
    ? (why: string, ...args: A) => R
    : never
}

const canceledNone = (why: string, ids: readonly OrderId[] = []): CancelReport => ({
  byId: new Map(ids.map((id) => [id, { is: 'unknown', why }])),
  canceled: [],
  complete: false,
  why,
})

const VENUE: Answers<Venue> = {
  cancel: (why, ids) => canceledNone(why, ids),
  cancelMarket: (why) => canceledNone(why),
  cancelAll: (why) => canceledNone(why),
  trades: unknown,
  history: unknown,
  tradesById: unknown,
  openOrders: unknown,
  order: unknown,
  books: (why, tokens) => new Map(tokens.map((token) => [token, unknown(why)])),
  market: unknown,
  balance: unknown,
  refreshBalance: (why) => ({ is: 'unanswered', why }),
  positions: unknown,
  witness: (why) => ({ midMicros: unknown(why), trade: unknown(why) }),
  timeMs: unknown,
}

const lost = (why: string) => ({ is: 'unknown', why }) as const

const STORE: Answers<Store> = {
  acquire: lost,
  claim: lost,
  renew: lost,
  look: (why, leases) => leases.map(() => lost(why)),
  putUnlatched: lost,
  release: lost,
  control: unknown,
  haltCheck: (why) => ({ control: unknown(why), sibling: unknown(why) }),
  marketItems: unknown,
  waits: unknown,
  putWait: lost,
  ledgerFill: unknown,
  ledgerOrder: unknown,
  ledgerLateFills: unknown,
  adoptions: unknown,
  latchMessage: lost,
  latchIfArmed: lost,
  latchCondition: lost,
  latchFlip: lost,
  stopDone: lost,
}

/** A venue that is handed on with an end of its own answers in the same way. */
function safeVenue(venue: Venue): Venue {
  const safe = answering(venue, VENUE)
  const { endingBy } = venue
  return endingBy === undefined
    ? safe
    : overlaid(safe, { endingBy: (atMs) => safeVenue(endingBy.call(venue, atMs)) })
}

/** What throws is answered by its own way of saying that nothing is known; the rest is passed on. */
function answering<T extends object>(port: T, answers: Answers<T>): T {
  const names = Object.keys(answers) as (keyof T & string)[]
  return overlaid(
    port,
    Object.fromEntries(
      names.map((name) => [
        name,
        async (...args: unknown[]) => {
          const call = port[name] as (...args: unknown[]) => Promise<unknown>
          const answer = answers[name] as (why: string, ...args: readonly unknown[]) => unknown
          try {
            return await call.apply(port, args)
          } catch (error) {
            return answer(`${name} threw: ${wordsOf(error)}`, ...args)
          }
        },
      ]),
    ) as Partial<T>,
  )
}

/** A failed report of an action is never a reason not to act. */
function answeringNow(telemetry: Telemetry): Telemetry {
  return new Proxy(telemetry, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...args: readonly unknown[]): void => {
        try {
          member.apply(target, args)
        } catch {
          // There is nobody left to notify.
        }
      }
    },
  })
}

/** The port with some of its members replaced, whether they are its own or its class's. */
const overlaid = <T extends object>(port: T, over: Partial<T>): T =>
  new Proxy(port, {
    get(target, name) {
      if (Object.hasOwn(over, name)) return over[name as keyof T]
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
