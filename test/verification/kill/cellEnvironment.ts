import { configFile, marketFile } from '../../support/configFile.ts'
import type { CellPlan } from './cellPlan.ts'

/** Where the world process listens. */
export interface Hosts {
  readonly clob: string
  readonly data: string
  readonly dynamo: string
  readonly ssm: string
}

/** What a Lambda of this cell finds in its environment. */
export function environmentOf(plan: CellPlan, hosts: Hosts): Readonly<Record<string, string>> {
  const config = configFile({
    stage: 'live',
    wallet: { address: plan.account },
    hosts: { clob: hosts.clob, data: hosts.data, gamma: hosts.data },
    cadenceSeconds: 3,
    // A busy machine's hundred milliseconds are most of a shifted second: what is late for a Lambda is not late here.
    expert: { minGapMs: 200, maxSkewSeconds: 10, sendDeadlineMs: 5_000 },
    parameters: { walletKey: `/${plan.name}/key`, apiCredentials: `/${plan.name}/api` },
    markets: [
      marketFile({
        market: plan.market,
        token: plan.token,
        // Each world is young, and its clock leaps: it is entered unwatched. A crowd that holds days in minutes is
        // restless by any measure; the kill test is about the protocol, not about strategy.
        regime: { minHistorySeconds: 0, maxSdCents: 99, maxMoveCents: 99, maxReadAgeSeconds: 60 },
        quote: { volatilityDistance: 0, minQuoteAgeSeconds: 0 },
      }),
    ],
  })
  return {
    CONFIG: JSON.stringify(config),
    TABLE_NAME: plan.table,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'desk',
    AWS_SECRET_ACCESS_KEY: 'desk',
    AWS_ENDPOINT_URL_DYNAMODB: hosts.dynamo,
    AWS_ENDPOINT_URL_SSM: hosts.ssm,
  }
}
