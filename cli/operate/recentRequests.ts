import { counted } from '../../shared/domain/counted.ts'
import { known, type Read } from '../../shared/domain/read.ts'
import { partOfLimit, type RequestUse } from '../../shared/ports/requestUse.ts'
import type { Connection } from '../aws/connection.ts'
import { readRequestLines } from '../aws/requestLines.ts'

/** A run reports at its end, and lasts some minutes at most. */
const WINDOW_MS = 10 * 60_000

/** Of each kind of request the most that any run of the last minutes sent, the nearest to its limit first. */
export async function recentRequests(connection: Connection): Promise<Read<readonly RequestUse[]>> {
  const nowMs = connection.clock.nowMs()
  const lines = await readRequestLines(connection, { fromMs: nowMs - WINDOW_MS, toMs: nowMs })
  if (!lines.ok) return lines
  const byName = Map.groupBy(lines.value.flat(), ({ name }) => name)
  const most = [...byName.values()].map((uses) =>
    uses.reduce((all, use) => ({
      ...use,
      mostInTenSeconds: Math.max(all.mostInTenSeconds, use.mostInTenSeconds),
      refusals: all.refusals + use.refusals,
      heldBack: all.heldBack + use.heldBack,
    })),
  )
  return known(
    most.toSorted((a, b) => partOfLimit(b) - partOfLimit(a)),
    lines.asOf,
  )
}

export function requestsLine(read: Read<readonly RequestUse[]>): string {
  if (!read.ok) return `requests to the venue: not known (${read.unknown})`
  const [nearest] = read.value
  if (nearest === undefined)
    return 'requests to the venue: no figures in the last 10 minutes; each run of the bot reports them at its end'
  const { name, mostInTenSeconds, limit } = nearest
  const refused = read.value.filter(({ refusals, heldBack }) => refusals + heldBack > 0).map(refusedWords)
  const percent = Math.round(100 * partOfLimit(nearest))
  return [
    `requests to the venue: nearest to a limit are ${name}, ${mostInTenSeconds} of ${limit} in ten seconds (${percent} %)`,
    ...refused,
  ].join('; ')
}

const refusedWords = ({ name, refusals, heldBack }: RequestUse): string =>
  `${name}: ${counted(refusals, 'refusal')}, ${heldBack} not sent because their turn came too late`
