/** AWS's public price list: eu-west-1, arm64, on demand, as read on 2026-11-22. In USD; the free tier is left out. */
export const LIST_PRICES = {
  name: 'AWS list prices, eu-west-1, arm64, on demand, without the free tier',
  date: '2026-11-22',
  /** Lambda: a GB for a second, and a million invocations. */
  gbSecond: 0.0000133334,
  millionInvocations: 0.2,
  /** DynamoDB: a million units of a KB written, and of 4 KB read consistently. */
  millionWriteUnits: 0.705,
  millionReadUnits: 0.141,
  /** CloudWatch Logs: a GB taken in, and kept for a month. */
  gbLogged: 0.57,
  gbKeptAMonth: 0.03,
  /** CloudWatch, each a month: a metric, an alarm at one-minute periods, and at ten seconds. The first dashboards are free. */
  metric: 0.3,
  alarm: 0.1,
  quickAlarm: 0.3,
  /** KMS: a key a month. */
  kmsKey: 1,
} as const

export const HOURS_A_MONTH = 730
