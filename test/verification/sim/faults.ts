import type { Chance } from '../../../desk/tape/feed/chance.ts'

/** What can become of one call. */
export type Strike =
  | 'none'
  /** It takes seconds. */
  | 'slow'
  /** It never arrives, and nobody says so. */
  | 'never sent'
  /** It takes effect; the reply is lost. */
  | 'reply lost'
  /** It takes effect long after its sender stopped waiting. */
  | 'delayed'
  /** The process ends before the call leaves. */
  | 'crash before'
  /** The process ends while the call is on its way: it takes effect, nobody hears of it. */
  | 'crash after'

export type CallKind = 'read' | 'write' | 'sleep'

/** Permille of calls, in ordinary weather. */
const RATES: Readonly<Record<CallKind, readonly (readonly [Strike, number])[]>> = {
  read: [
    ['slow', 4],
    ['never sent', 8],
    ['crash before', 0.5],
    ['crash after', 0.5],
  ],
  write: [
    ['slow', 6],
    ['never sent', 5],
    ['reply lost', 10],
    ['delayed', 6],
    ['crash before', 3],
    ['crash after', 3],
  ],
  sleep: [['crash before', 2]],
}
/** Storms: several times as many of all of it. */
const STORM = 8

/** Which faults happen, drawn from the seed and counted by kind. */
export interface Faults {
  /** Off: every call is answered; what is on its way still arrives. */
  enabled: boolean
  stormy: boolean
  strike(kind: CallKind): Strike
  /** Something else that may go wrong, with this chance in a thousand. */
  happens(kind: string, permille: number): boolean
  note(kind: string): void
  /** Something has gone wrong already. */
  hasStruck(): boolean
  readonly counts: ReadonlyMap<string, number>
}

export function createFaults(random: Chance): Faults {
  const counts = new Map<string, number>()
  let struck = false
  const note = (kind: string): void => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  const faults: Faults = {
    enabled: false,
    stormy: false,
    counts,
    note,
    hasStruck: () => struck,
    strike: (kind) => {
      const draw = random.next() * 1000
      if (!faults.enabled) return 'none'
      struck = true
      let below = 0
      for (const [strike, permille] of RATES[kind]) {
        below += permille * (faults.stormy ? STORM : 1)
        if (draw >= below) continue
        note(kind === 'sleep' ? 'crash while waiting' : `${kind}: ${strike}`)
        return strike
      }
      return 'none'
    },
    happens: (kind, permille) => {
      const happens = random.next() * 1000 < permille && faults.enabled
      if (happens) note(kind)
      return happens
    },
  }
  return faults
}
