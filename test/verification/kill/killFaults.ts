import type { Faults } from '../../../desk/exchange/http/faults.ts'
import type { Chance } from '../../../desk/tape/feed/chance.ts'

/** Permille of requests. Writes are struck harder: a lost reply to a POST is what the protocol is for. */
const WRITE = { lost: 60, dropped: 30, late: 40 }
const READ = { lost: 10, dropped: 10, late: 10 }
/** Real time a request is on its way: most of those that late find their sender gone. */
const LATE_MS = [50, 2_000] as const

/** Replies lost after the venue acted, requests that never arrive, and ones that arrive when nobody waits any more. */
export function createKillFaults(random: Chance) {
  const counts: Record<string, number> = {}
  let calm = false
  const strike: Faults = ({ route }) => {
    if (calm) return null
    const rates = route === 'POST /order' || route.startsWith('DELETE') ? WRITE : READ
    const draw = random.next() * 1000
    const [lost, dropped, late] = [
      rates.lost,
      rates.lost + rates.dropped,
      rates.lost + rates.dropped + rates.late,
    ]
    if (draw >= late) return null
    const kind = draw < lost ? 'reply lost' : draw < dropped ? 'never arrived' : 'late'
    counts[kind] = (counts[kind] ?? 0) + 1
    if (kind === 'reply lost') return { before: [], after: [{ do: 'drop' }] }
    if (kind === 'never arrived') return { before: [{ do: 'drop' }], after: [] }
    return { before: [{ do: 'delay', ms: random.between(...LATE_MS) }], after: [] }
  }
  return {
    strike,
    counts: () => counts,
    calm: () => {
      calm = true
    },
  }
}
