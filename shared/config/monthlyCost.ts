import { MOST_LOGGED_WHOLE } from '../domain/journal.ts'
import { HOURS_A_MONTH, LIST_PRICES } from './listPrices.ts'

/** What a bill depends on. */
export interface CostSettings {
  readonly memoryMb: number
  /** null: one tick a minute. */
  readonly cadenceMs: number | null
  readonly markets: number
  /** Each market has metrics of its own. */
  readonly marketMetrics: boolean
  /** The one of the secrets, and the one that signs. */
  readonly kmsKeys: number
}

/** What a stack uses, counted on the desk and on the synthesized stack. */
export interface MeasuredUse {
  readonly date: string
  /** Of an invocation with one tick: what it waits for, and its own CPU on a whole core. */
  readonly onceWaitMs: number
  readonly onceCpuMs: number
  /** Of a market's item, as DynamoDB counts it; and units of a KB that a write of it takes. */
  readonly itemBytes: number
  readonly writeUnits: number
  /** Of one market in a minute at the default cadence: lines of its ticks, all of them, and with one a minute of the quiet. */
  readonly minuteLogBytes: number
  readonly shortLogBytes: number
  /** Of one such line. */
  readonly lineBytes: number
  /** Of the line of the stack's metrics, one a round. */
  readonly metricBytes: number
  /** Writes of a market's item in a minute of the relay: what its ticks store, its leases kept, handed over and claimed. */
  readonly minuteWrites: number
  /** The same of an invocation with one tick. */
  readonly onceWrites: number
  /** Reads of a market's item where one run relieves another, besides one a tick: the waiting run looks for its lease. */
  readonly relayReads: number
  readonly logMonths: number
  readonly stackMetrics: number
  readonly marketMetrics: number
  readonly alarms: number
  readonly quickAlarms: number
}

export interface MonthlyCost {
  readonly lambdaUsd: number
  readonly tableUsd: number
  readonly logsUsd: number
  /** Metrics, alarms and a key: the same whatever is traded. */
  readonly fixedUsd: number
  readonly totalUsd: number
}

const MINUTES_A_MONTH = HOURS_A_MONTH * 60
/** Memory that buys a whole core. */
export const CORE_MB = 1_769
const READ_UNIT_BYTES = 4_096

/** USD a month at list prices. Pure: the same settings and measurements give the same bill. */
export function monthlyCost(
  settings: CostSettings,
  measured: MeasuredUse = MEASURED,
  prices: Prices = LIST_PRICES,
): MonthlyCost {
  const { memoryMb, cadenceMs, markets, marketMetrics } = settings
  const invocations = MINUTES_A_MONTH
  const ticks = cadenceMs === null ? invocations : (HOURS_A_MONTH * 3_600_000) / cadenceMs
  const gbSeconds = (memoryMb / 1_024) * invocations * secondsOf(settings, measured)
  const isRelay = cadenceMs !== null
  const writes =
    markets * invocations * (isRelay ? measured.minuteWrites : measured.onceWrites) * measured.writeUnits
  // The control item in every tick, and at a cadence all leases; all items, and what markets wait for, in every invocation.
  const itemUnits = Math.ceil((markets * measured.itemBytes) / READ_UNIT_BYTES)
  const looks = isRelay ? markets * (ticks + invocations * measured.relayReads) : 0
  const lookUnits = Math.ceil(measured.itemBytes / READ_UNIT_BYTES)
  const reads = ticks + invocations * (itemUnits + 1) + looks * lookUnits
  // A market's own line of metrics is about as long as the stack's.
  const metricLines = 1 + (marketMetrics ? markets : 0)
  const relayBytes = markets > MOST_LOGGED_WHOLE ? measured.shortLogBytes : measured.minuteLogBytes
  const lineBytes = invocations * markets * (isRelay ? relayBytes : measured.lineBytes)
  const gbLogged = (lineBytes + ticks * metricLines * measured.metricBytes) / 1e9
  const lambdaUsd = gbSeconds * prices.gbSecond + millions(invocations) * prices.millionInvocations
  const tableUsd = millions(writes) * prices.millionWriteUnits + millions(reads) * prices.millionReadUnits
  const logsUsd = gbLogged * (prices.gbLogged + measured.logMonths * prices.gbKeptAMonth)
  const fixedUsd =
    (measured.stackMetrics + (marketMetrics ? markets * measured.marketMetrics : 0)) * prices.metric +
    measured.alarms * prices.alarm +
    measured.quickAlarms * prices.quickAlarm +
    settings.kmsKeys * prices.kmsKey
  return { lambdaUsd, tableUsd, logsUsd, fixedUsd, totalUsd: lambdaUsd + tableUsd + logsUsd + fixedUsd }
}

type Prices = Readonly<Record<Exclude<keyof typeof LIST_PRICES, 'name' | 'date'>, number>>

/**
 * Billed in an invocation: at a cadence the function always runs, and two of it while one relieves the other, for half
 * a cadence at the mean. A test of the relay holds it to that.
 */
function secondsOf({ memoryMb, cadenceMs }: CostSettings, { onceWaitMs, onceCpuMs }: MeasuredUse): number {
  if (cadenceMs !== null) return 60 + cadenceMs / 2_000
  return (onceWaitMs + onceCpuMs * (CORE_MB / memoryMb)) / 1_000
}

const millions = (count: number): number => count / 1e6

/**
 * Times by `npm run bench -- --usage`, with 5 ms to the table and 30 ms to the venue; bytes by `npm run bench -- --bytes`,
 * in two hours of the desk's calm market at the default cadence; the counts are those of the synthesized stack.
 */
export const MEASURED: MeasuredUse = {
  date: '2026-11-29',
  onceWaitMs: 60,
  onceCpuMs: 26,
  itemBytes: 973,
  writeUnits: 1.27,
  minuteLogBytes: 10_239,
  shortLogBytes: 3_865,
  lineBytes: 1_544,
  metricBytes: 574,
  minuteWrites: 5.6,
  onceWrites: 3,
  relayReads: 4,
  logMonths: 3,
  stackMetrics: 18,
  marketMetrics: 8,
  alarms: 22,
  quickAlarms: 1,
}
