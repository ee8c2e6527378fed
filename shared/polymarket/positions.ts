import axios from 'axios'
import { known, type Read, unknown } from '../domain/read.ts'
import { type SizeMicros, size, type TokenId } from '../domain/units.ts'
import { type Pager, parseDataApiPage, readStable, type Unknown } from './pages.ts'
import { askRead, type Session } from './session.ts'
import { brief, isObject, readNumberMicros, readTokenId, sameText } from './wire.ts'

const PAGE = 1000

/**
 * Positions by the Data API, which lags and leaves rows out: for sanity only. A token without a row is not in
 * the map, which says nothing.
 */
export async function readPositions(session: Session): Promise<Read<ReadonlyMap<TokenId, SizeMicros>>> {
  const asOf = session.clock.nowMs()
  const url = `${session.dataApiHost}/v2/positions`
  const filter = { user: session.me.funder, status: 'OPEN', filter_type: 'TOKENS', filter_amount: 0 }
  const pager: Pager = {
    limits: session.limits,
    parse: parseDataApiPage,
    // The limit goes with the first page only; the cursor carries it on.
    fetch: (cursor, budget) =>
      askRead(
        session,
        () =>
          axios({
            method: 'GET',
            url,
            params: { ...filter, ...(cursor === null ? { limit: PAGE } : { cursor }) },
          }),
        budget,
      ),
  }
  const read = await readStable(pager, (rows) => interpretPositions(rows, session.me.funder))
  return read.ok ? known(read.value, asOf) : read
}

export function interpretPositions(
  rows: readonly unknown[],
  funder: string,
): { ok: true; value: ReadonlyMap<TokenId, SizeMicros>; identity: string } | Unknown {
  const positions = new Map<TokenId, SizeMicros>()
  for (const row of rows) {
    if (!isObject(row)) return unknown(`not a position: ${brief(row)}`)
    const token = readTokenId(row['token_id'])
    // `total_size` is what was ever bought.
    const micros = readNumberMicros(row['current_size'])
    if (token === null || micros === null) return unknown(`a position cannot be read: ${brief(row)}`)
    const wallet = row['proxy_wallet'] ?? ''
    if (wallet !== '' && !sameText(wallet, funder))
      return unknown(`a position of another wallet: ${brief(row)}`)
    const before = positions.get(token)
    if (before !== undefined && before !== micros) return unknown(`two sizes of token ${token}`)
    positions.set(token, size(micros))
  }
  const identity = [...positions].map(([token, micros]) => `${token} ${micros}`).sort()
  return { ok: true, value: positions, identity: identity.join() }
}
