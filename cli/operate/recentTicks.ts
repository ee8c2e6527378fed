import { tickLabel } from '../../shared/config/marketLabel.ts'
import { known, type Read, unknown } from '../../shared/domain/read.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { Connection } from '../aws/connection.ts'
import { readTickLines } from '../aws/tickLines.ts'

const SHOWN = 5
const WINDOW_MS = 10 * 60_000

/** The last ticks in words, newest last. */
export async function recentTicks(
  connection: Connection,
  only: MarketId | null = null,
): Promise<Read<readonly string[]>> {
  const nowMs = connection.clock.nowMs()
  const lines = await readTickLines(connection, { fromMs: nowMs - WINDOW_MS, toMs: nowMs })
  if (!lines.ok) return unknown(lines.unknown)
  return known(
    lines.value
      .filter(({ tick }) => only === null || tick.market === only)
      .slice(-SHOWN)
      .map(({ tick }) => {
        const { audit, seen } = tick
        const at = new Date(seen.nowMs).toISOString().slice(11, 19)
        const phase = audit.from === audit.to ? audit.to : `${audit.from} -> ${audit.to}`
        // A row's name begins with the phase that it starts from.
        const row = audit.row.replace(/^[A-Z_]+: /, '')
        return `${at} ${tickLabel(connection.config, tick.before)} ${phase}: ${row}, ${audit.reason}`
      }),
    lines.asOf,
  )
}
