import { type RewardEstimate, rewardEstimates } from '../../desk/report/rewardEstimate.ts'
import { createLiveIncome } from '../../functions/coldStart.ts'
import type { Leg } from '../../shared/domain/leg.ts'
import { epochMs, type MarketId } from '../../shared/domain/units.ts'
import type { Earned, IncomeReader, IncomeRecord, Paid, UtcDay } from '../../shared/ports/income.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { Connection } from '../aws/connection.ts'
import { readRewardLines } from '../aws/rewardLines.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { catalogueAt } from '../find/marketNamed.ts'
import type { KeyOptions } from '../terminal/options.ts'

const DAY_MS = 86_400_000
/** More days than a year and its edges have. */
const MAX_DAYS = 400
/** The log of more days is long to read. */
const ESTIMATED_DAYS = 7

/** The income of one UTC day other than fills, in micro-dollars; null: not known. */
export interface IncomeDay {
  readonly day: UtcDay
  readonly rewardMicros: number | null
  readonly rebateMicros: number | null
  /** By the ticks; null: not known, or not asked for. */
  readonly estimate: RewardEstimate | null
  /** It is stored in the bot's table; else it was read just now. */
  readonly isBooked: boolean
}

export interface Income {
  /** That have anything, the oldest first. */
  readonly days: readonly IncomeDay[]
  /** What arrived in the wallet, for whichever market. */
  readonly payments: readonly Paid[]
  /** Rewards and rebates of each day and market. */
  readonly earned: readonly Earned[]
  /** Of each day and market whose programme is known. */
  readonly estimates: readonly DayEstimate[]
  /** What is not known, and why. */
  readonly notes: readonly string[]
}

export interface IncomeOf {
  readonly markets: readonly MarketId[]
  /** Of the first day that can have any. */
  readonly fromMs: number
  readonly inPeriod: (atMs: number) => boolean
}

/** Rewards are earned by orders that rest, some days before one fills. */
const BEFORE_FIRST_FILL_MS = 7 * DAY_MS

/** From when on there may have been any. */
export const firstMs = (ledgers: readonly { readonly legs: readonly Leg[] }[], nowMs: number): number =>
  ledgers.reduce(
    (first, { legs }) => legs.reduce((least, { matchedAtMs }) => Math.min(least, matchedAtMs), first),
    nowMs,
  ) - BEFORE_FIRST_FILL_MS

const NOTHING: Income = { days: [], payments: [], earned: [], estimates: [], notes: [] }

export interface DayEstimate extends RewardEstimate {
  readonly day: UtcDay
  readonly market: MarketId
}

/**
 * Rewards and rebates as earned and as paid. What the deployed bot has booked comes from its table; other days are read
 * from the venue. The venue pays nobody for orders that it never had: on paper there is none.
 */
export async function readIncome(connection: Connection, options: KeyOptions, of: IncomeOf): Promise<Income> {
  const { config, clock, income } = connection
  if (config.stage === 'paper') return NOTHING
  const load = createLocalSecrets(config, connection.aws, options)
  const reader = createLiveIncome(config, { load, redactor: createRedactor() })
  const booked = await income.booked()
  const notes = booked.ok ? [] : [`what is booked cannot be read: ${booked.unknown}`]
  const { records, days: complete } = booked.ok ? booked.value : { records: [], days: [] }
  const wanted = daysOf(of, clock.nowMs())
  const missing = wanted.filter((day) => !complete.includes(day))
  const read = await readDays(reader, missing.slice(-MAX_DAYS))
  if (missing.length > MAX_DAYS)
    notes.push(`the days before ${missing.at(-MAX_DAYS)} are not booked and were not read`)
  const earned = [...records.filter(isEarned), ...read.records].filter(({ market }) =>
    of.markets.includes(market),
  )
  const estimates = await readEstimates(connection, of, wanted.slice(-ESTIMATED_DAYS))
  const paid = await reader.paid(paidFrom(of))
  if (!paid.ok) notes.push(`payments since the last booking: ${paid.unknown}`)
  const days = wanted.map((day): IncomeDay => {
    const sum = (kind: Earned['kind']): number | null =>
      read.unread.has(`${day} ${kind}`)
        ? null
        : earned.reduce(
            (total, record) => (record.day === day && record.kind === kind ? total + record.micros : total),
            0,
          )
    return {
      day,
      rewardMicros: sum('reward'),
      rebateMicros: sum('rebate'),
      estimate: estimates.byDay.get(day) ?? null,
      isBooked: complete.includes(day),
    }
  })
  return {
    days: days.filter(isSomething),
    payments: paymentsOf(records, paid.ok ? paid.value : [], of),
    earned: earned.filter(({ day }) => wanted.includes(day)),
    estimates: estimates.byMarket,
    notes: [...notes, ...read.notes, ...estimates.notes],
  }
}

/** What arrived alone: as booked, and as the venue shows it to anybody. */
export async function readPayments(
  connection: Connection,
  of: IncomeOf,
): Promise<Pick<Income, 'payments' | 'notes'>> {
  const { config, income } = connection
  if (config.stage === 'paper') return NOTHING
  const load = createLocalSecrets(config, connection.aws, {})
  const reader = createLiveIncome(config, { load, redactor: createRedactor() })
  const [booked, paid] = await Promise.all([income.booked(), reader.paid(paidFrom(of))])
  return {
    payments: paymentsOf(booked.ok ? booked.value.records : [], paid.ok ? paid.value : [], of),
    notes: [
      ...(booked.ok ? [] : [`what is booked cannot be read: ${booked.unknown}`]),
      ...(paid.ok ? [] : [`payments since the last booking: ${paid.unknown}`]),
    ],
  }
}

const paidFrom = ({ fromMs }: IncomeOf) => epochMs(Math.max(0, fromMs))

const isEarned = (record: IncomeRecord): record is Earned => record.is === 'earned'
const isSomething = ({ rewardMicros, rebateMicros, estimate }: IncomeDay): boolean =>
  rewardMicros !== 0 || rebateMicros !== 0 || estimate !== null

/** The days of the period, today included. */
function daysOf({ fromMs, inPeriod }: IncomeOf, nowMs: number): readonly UtcDay[] {
  const days: UtcDay[] = []
  for (let atMs = Math.floor(fromMs / DAY_MS) * DAY_MS; atMs <= nowMs; atMs += DAY_MS) {
    if (inPeriod(Math.max(atMs, fromMs))) days.push(dayOf(atMs))
  }
  return days
}

async function readDays(reader: IncomeReader, days: readonly UtcDay[]) {
  const records: Earned[] = []
  const unread = new Set<string>()
  const notes: string[] = []
  const barred = new Set<Earned['kind']>()
  // The newest first: where one fails the older ones would too, and nobody waits for each.
  for (const day of days.toReversed()) {
    for (const kind of ['reward', 'rebate'] as const) {
      const read = barred.has(kind)
        ? null
        : await (kind === 'reward' ? reader.rewards(day) : reader.rebates(day))
      if (read?.ok === true) records.push(...read.value)
      else unread.add(`${day} ${kind}`)
      if (read?.ok === false) {
        barred.add(kind)
        notes.push(`${kind}s of ${day} and of days before that are not booked: ${read.unknown}`)
      }
    }
  }
  return { records, unread, notes }
}

/** Each once: what is booked is read again as long as the venue shows it. */
function paymentsOf(
  booked: readonly IncomeRecord[],
  read: readonly Paid[],
  { markets, inPeriod }: IncomeOf,
): readonly Paid[] {
  const all = [...booked.filter((record) => record.is === 'paid'), ...read]
  const once = new Map(
    all.map((record) => [`${record.transactionHash} ${record.kind} ${record.market} ${record.nth}`, record]),
  )
  return [...once.values()]
    .filter(({ atMs, market }) => inPeriod(atMs) && (market === null || markets.includes(market)))
    .toSorted((a, b) => a.atMs - b.atMs)
}

async function readEstimates(connection: Connection, { markets }: IncomeOf, days: readonly UtcDay[]) {
  const byDay = new Map<UtcDay, RewardEstimate>()
  const byMarket: DayEstimate[] = []
  const notes: string[] = []
  if (connection.deployment === null || days.length === 0) return { byDay, byMarket, notes }
  const catalogue = await catalogueAt(connection.config.hosts).byIds(markets)
  const poolOf = (market: MarketId): number | null =>
    catalogue.ok ? (catalogue.value.get(market)?.pool?.dailyMicros ?? null) : null
  for (const day of days) {
    const fromMs = Date.parse(`${day}T00:00:00Z`)
    const lines = await readRewardLines(connection, { fromMs, toMs: fromMs + DAY_MS - 1 })
    if (!lines.ok) return { byDay, byMarket, notes: [`the ticks' estimate: ${lines.unknown}`] }
    const all = [...rewardEstimates(lines.value, poolOf)].filter(([market]) => markets.includes(market))
    const known = all.flatMap(([market, estimate]) =>
      estimate === null ? [] : [{ day, market, ...estimate }],
    )
    byMarket.push(...known)
    if (known.length < all.length)
      notes.push(`the estimate of ${day} lacks a market whose programme is not known`)
    if (known.length > 0) byDay.set(day, known.reduce(added, NO_ESTIMATE))
  }
  return { byDay, byMarket, notes }
}

const NO_ESTIMATE: RewardEstimate = { lowMicros: 0, highMicros: 0, likelyMicros: 0, minutes: 0 }

const added = (a: RewardEstimate, b: RewardEstimate): RewardEstimate => ({
  lowMicros: a.lowMicros + b.lowMicros,
  highMicros: a.highMicros + b.highMicros,
  likelyMicros: a.likelyMicros + b.likelyMicros,
  minutes: a.minutes + b.minutes,
})

const dayOf = (ms: number): UtcDay => new Date(ms).toISOString().slice(0, 10)
