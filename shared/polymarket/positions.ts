import { isObject } from '../domain/jsonObject.ts'
import { known, type Read } from '../domain/read.ts'
import { type SizeMicros, size, type TokenId } from '../domain/units.ts'
import type { Positions } from '../ports/venue.ts'
import { dataApiPager } from './dataApiPager.ts'
import { isWallet } from './ownership.ts'
import { readStable } from './pages.ts'
import type { Session } from './session.ts'
import { readNumberMicros, readTokenId, sameText } from './wire.ts'

/**
 * Positions by the Data API, which lags and leaves rows out: for sanity only. A token without a row is not in
 * the map, which says nothing.
 */
export async function readPositions(session: Session): Promise<Read<Positions>> {
  const asOf = session.clock.nowMs()
  const filter = { user: session.me.funder, status: 'OPEN', filter_type: 'TOKENS', filter_amount: 0 }
  const pager = dataApiPager(session, '/v2/positions', filter)
  const read = await readStable(pager, (rows) => interpretPositions(rows, session.me.funder))
  return read.ok ? known(read.value, asOf) : read
}

/**
 * Rows of another wallet, or of no token, say nothing of ours. One that cannot be read, or two that differ, leave that
 * token unknown: null.
 */
export function interpretPositions(
  rows: readonly unknown[],
  funder: string,
): { ok: true; value: Positions; identity: string } {
  const positions = new Map<TokenId, SizeMicros | null>()
  for (const row of rows) {
    const token = isObject(row) ? readTokenId(row['token_id']) : null
    if (!isObject(row) || token === null) continue
    const wallet = row['proxy_wallet']
    if (isWallet(wallet) && !sameText(wallet, funder)) continue
    // `total_size` is what was ever bought.
    const micros = readNumberMicros(row['current_size'])
    const before = positions.get(token)
    const isClear = micros !== null && (before === undefined || before === micros)
    positions.set(token, isClear ? size(micros) : null)
  }
  const identity = [...positions].map(([token, micros]) => `${token} ${micros}`).sort()
  return { ok: true, value: positions, identity: identity.join() }
}
