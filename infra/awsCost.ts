import { Duration } from 'aws-cdk-lib'
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { FUNCTION_MEMORY_MB } from './botFunction.ts'

/** List prices of eu-west-1, arm64, on demand, in USD; the free tier is left out. */
const GB_SECOND = 0.0000133334
const INVOCATION = 0.0000002
const MILLION_WRITES = 0.705
const MILLION_READS = 0.141
const HOURS_A_MONTH = 730

const HOUR = { statistic: Stats.SUM, period: Duration.hours(1) }

/**
 * USD a month for what depends on use, at the rate of the last hour: time of the tick function, reads and writes of
 * the table. Metrics, alarms and logs come on top; docs/runbook.md has them.
 */
export function awsCost({
  tick,
  table,
}: {
  readonly tick: IFunction
  readonly table: TableV2
}): MathExpression {
  const msCost = (FUNCTION_MEMORY_MB / 1024) * (GB_SECOND / 1_000)
  const parts = [
    `ms * ${decimal(msCost)}`,
    `calls * ${decimal(INVOCATION)}`,
    `writes * ${decimal(MILLION_WRITES / 1e6)}`,
    `reads * ${decimal(MILLION_READS / 1e6)}`,
  ]
  return new MathExpression({
    label: 'USD a month: Lambda and DynamoDB',
    expression: `${HOURS_A_MONTH} * (${parts.join(' + ')})`,
    usingMetrics: {
      ms: tick.metricDuration(HOUR),
      calls: tick.metricInvocations(HOUR),
      writes: table.metricConsumedWriteCapacityUnits(HOUR),
      reads: table.metricConsumedReadCapacityUnits(HOUR),
    },
    period: HOUR.period,
  })
}

/** Metric math knows no exponents. */
const decimal = (value: number): string => value.toFixed(15).replace(/0+$/, '')
