import { createL2Headers } from '@polymarket/clob-client-v2'
import { parseMicros } from '../domain/decimal.ts'
import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, usdc } from '../domain/units.ts'
import type { Earned, IncomeKind, IncomeReader, Paid, UtcDay } from '../ports/income.ts'
import { handOver } from './ask.ts'
import { clobPager } from './clobPager.ts'
import { createSession, type PolymarketOptions } from './createSession.ts'
import { dataApiPager } from './dataApiPager.ts'
import { type Interpreted, readStable } from './pages.ts'
import { readRebates } from './readRebates.ts'
import type { Session } from './session.ts'
import { brief, readMarketId, readNumberMicros, readTime } from './wire.ts'

const DAY_MS = 86_400_000
const EARNINGS = '/rewards/user'
const KINDS: Readonly<Record<string, IncomeKind>> = { REWARD: 'reward', MAKER_REBATE: 'rebate' }

/** What the venue has given this account, by the calls that say so. No wallet key is needed. */
export function createIncomeReader(options: Omit<PolymarketOptions, 'signer'>): IncomeReader {
  const session = createSession({ ...options, signer: null })
  const { host, clock } = options
  return {
    rewards: (day) => readRewards(session, host, day),
    async rebates(day) {
      const read = await readRebates({ host, maker: options.funder, clock }, day)
      if (!read.ok) return read
      const records: Earned[] = []
      for (const [market, micros] of read.value) {
        if (micros === null) return unknown(`that of market ${market} cannot be read`)
        if (micros > 0) records.push({ is: 'earned', kind: 'rebate', day, market, micros })
      }
      return known(records, read.asOf)
    },
    paid: (sinceMs) => readPaid(session, sinceMs),
  }
}

/** The client's own call reads page after page by itself and cannot be begun at one: the request is built here. */
function readRewards(session: Session, host: string, day: UtcDay): Promise<Read<readonly Earned[]>> {
  const pager = clobPager(session, async (cursor) => {
    const { signer, creds } = await session.privateClient()
    if (signer === undefined || creds === undefined) throw new Error('no API credentials')
    return handOver({
      method: 'GET',
      url: `${host}${EARNINGS}`,
      headers: texts(await createL2Headers(signer, creds, { method: 'GET', requestPath: EARNINGS })),
      params: { date: day, signature_type: session.signatureType, next_cursor: cursor },
    })
  })
  return readStable(pager, (records) => interpretEarnings(records, day))
}

const texts = (headers: object): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

/** In USDC: what was earned, in whichever asset, by that asset's rate. Records of one market add up. */
export function interpretEarnings(records: readonly unknown[], day: UtcDay): Interpreted<readonly Earned[]> {
  const sums = new Map<Earned['market'], number>()
  for (const record of records) {
    const market = isObject(record) ? readMarketId(record['condition_id']) : null
    const micros = isObject(record) ? earnedMicros(record['earnings'], record['asset_rate']) : null
    if (!isObject(record) || market === null || micros === null)
      return unknown(`a record cannot be read: ${brief(record)}`)
    if (!String(record['date']).startsWith(day))
      return unknown(`a record is of another day: ${brief(record)}`)
    sums.set(market, (sums.get(market) ?? 0) + micros)
  }
  const value = [...sums]
    .filter(([, micros]) => micros > 0)
    .map(
      ([market, micros]): Earned => ({
        is: 'earned',
        kind: 'reward',
        day,
        market,
        micros: usdc(Math.floor(micros)),
      }),
    )
  return { ok: true, value, identity: JSON.stringify(value) }
}

function earnedMicros(earnings: unknown, rate: unknown): number | null {
  const micros = readNumberMicros(earnings)
  const ratePpm = rate === undefined ? 1_000_000 : readNumberMicros(rate)
  return micros === null || ratePpm === null ? null : (micros * ratePpm) / 1e6
}

/** Of the wallet's activity: public, and the chain's own. */
function readPaid(session: Session, sinceMs: EpochMs): Promise<Read<readonly Paid[]>> {
  const pager = dataApiPager(session, '/v2/activity', {
    user: session.me.funder,
    type: Object.keys(KINDS).join(','),
    start: Math.max(1, Math.floor(sinceMs / 1_000)),
    sort_direction: 'ASC',
  })
  return readStable(pager, interpretPayments)
}

/** Records of other kinds say nothing of income. */
export function interpretPayments(records: readonly unknown[]): Interpreted<readonly Paid[]> {
  const counts = new Map<string, number>()
  const value: Paid[] = []
  for (const record of records) {
    const kind = isObject(record) ? KINDS[String(record['type'])] : undefined
    if (!isObject(record) || kind === undefined) continue
    const micros = sumMicros(record['usdc_size'])
    const atMs = readTime(record['timestamp'])
    const hash = record['transaction_hash']
    if (micros === null || atMs === null || typeof hash !== 'string' || !/^0x[0-9a-fA-F]{64}$/.test(hash))
      return unknown(`a payment cannot be read: ${brief(record)}`)
    const market = readMarketId(record['condition_id'])
    const alike = `${hash} ${kind} ${market}`
    const nth = counts.get(alike) ?? 0
    counts.set(alike, nth + 1)
    const day = new Date(atMs - DAY_MS).toISOString().slice(0, 10)
    value.push({ is: 'paid', kind, day, market, micros: usdc(micros), atMs, transactionHash: hash, nth })
  }
  return { ok: true, value, identity: JSON.stringify(value) }
}

const sumMicros = (value: unknown): number | null =>
  typeof value === 'string' ? parseMicros(value, 'nearest') : readNumberMicros(value)
