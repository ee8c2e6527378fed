import { Duration } from 'aws-cdk-lib'
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { HOURS_A_MONTH, LIST_PRICES } from '../shared/config/listPrices.ts'

const HOUR = { statistic: Stats.SUM, period: Duration.hours(1) }

/**
 * USD a month for what depends on use, at the rate of the last hour: time of the tick function, reads and writes of
 * the table. Metrics, alarms and logs come on top; docs/runbook.md has them.
 */
export function awsCost({
  tick,
  table,
  memoryMb,
}: {
  readonly tick: IFunction
  readonly table: TableV2
  readonly memoryMb: number
}): MathExpression {
  const msCost = (memoryMb / 1024) * (LIST_PRICES.gbSecond / 1_000)
  const parts = [
    `ms * ${decimal(msCost)}`,
    `calls * ${decimal(LIST_PRICES.millionInvocations / 1e6)}`,
    `writes * ${decimal(LIST_PRICES.millionWriteUnits / 1e6)}`,
    `reads * ${decimal(LIST_PRICES.millionReadUnits / 1e6)}`,
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
