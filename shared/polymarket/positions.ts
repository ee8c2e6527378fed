import { isObject } from '../domain/jsonObject.ts'
import type { Read } from '../domain/read.ts'
import { type SizeMicros, size, type TokenId } from '../domain/units.ts'
import type { Positions } from '../ports/venue.ts'
import { dataApiPager } from './dataApiPager.ts'
import { isWallet } from './ownership.ts'
import { readStable } from './pages.ts'
import type { Session } from './session.ts'
import { readNumberMicros, readTokenId, sameText } from './wire.ts'

/**
 * Positions by the Data API, which lags and leaves records out: for sanity only. A token without a record is not in
 * the map, which says nothing.
 */
export function readPositions(session: Session): Promise<Read<Positions>> {
  const filter = { user: session.me.funder, status: 'OPEN', filter_type: 'TOKENS', filter_amount: 0 }
  const pager = dataApiPager(session, '/v2/positions', filter)
  return readStable(pager, (records) => interpretPositions(records, session.me.funder))
}

/**
 * Records of another wallet, or of no token, say nothing of ours. One that cannot be read, or two that differ, leave that
 * token unknown: null.
 */
export function interpretPositions(
  records: readonly unknown[],
  funder: string,
): { ok: true; value: Positions; identity: string } {
  const positions = new Map<TokenId, SizeMicros | null>()
  for (const record of records) {
    const token = isObject(record) ? readTokenId(record['token_id']) : null
    if (!isObject(record) || token === null) continue
    const wallet = record['proxy_wallet']
    if (isWallet(wallet) && !sameText(wallet, funder)) continue
    // `total_size` is what was ever bought.
    const micros = readNumberMicros(record['current_size'])
    const before = positions.get(token)
    const isClear = micros !== null && (before === undefined || before === micros)
    positions.set(token, isClear ? size(micros) : null)
  }
  const identity = [...positions].map(([token, micros]) => `${token} ${micros}`).sort()
  return { ok: true, value: positions, identity: identity.join() }
}
