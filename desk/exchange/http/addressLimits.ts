import {
  CLOB_LIMIT,
  type RequestLimit,
  requestLimitOf,
  TEN_MINUTES_MS,
  TEN_SECONDS_MS,
} from '../../../shared/domain/requestLimits.ts'
import { type Reply, refuse } from './reply.ts'

export interface AddressUse {
  readonly limit: RequestLimit
  readonly mostInTenSeconds: number
  readonly mostInTenMinutes: number
}

interface Counted extends AddressUse {
  /** In order; none that is older than the longest window. */
  readonly times: number[]
}

/** Counts what comes from the one address that a venue on this machine knows, in windows that slide. */
export class AddressLimits {
  readonly #enforced: boolean
  readonly #counts = new Map<string, Counted>()

  constructor(enforced: boolean) {
    this.#enforced = enforced
  }

  /** Counts the request; the refusal of one that is above a limit, where limits are enforced. */
  take(method: string, path: string, nowMs: number): Reply | null {
    const limit = requestLimitOf(method, path)
    const over = [limit, ...(limit.isClob ? [CLOB_LIMIT] : [])].map((each) => this.#count(each, nowMs))
    return this.#enforced && over.includes(true) ? refuse(429, 'Too Many Requests') : null
  }

  uses(): readonly AddressUse[] {
    return [...this.#counts.values()].map(({ times: _, ...use }) => use)
  }

  #count(limit: RequestLimit, nowMs: number): boolean {
    const known = this.#counts.get(limit.name) ?? {
      limit,
      mostInTenSeconds: 0,
      mostInTenMinutes: 0,
      times: [],
    }
    const { times } = known
    times.push(nowMs)
    while ((times[0] ?? nowMs) <= nowMs - TEN_MINUTES_MS) times.shift()
    const short = times.length - 1 - times.findLastIndex((atMs) => atMs <= nowMs - TEN_SECONDS_MS)
    this.#counts.set(limit.name, {
      limit,
      times,
      mostInTenSeconds: Math.max(known.mostInTenSeconds, short),
      mostInTenMinutes: Math.max(known.mostInTenMinutes, times.length),
    })
    return short > limit.inTenSeconds || (limit.inTenMinutes !== null && times.length > limit.inTenMinutes)
  }
}
