import type { Standalone } from '../../desk/standalone/startStandalone.ts'

/** A configuration as a file has it: on paper at this venue, ticking every two seconds, and entering from the first on. */
export const paperConfig = ({ url: clob, dataUrl: data, market }: Standalone) => ({
  stage: 'paper',
  accountUsdc: 100,
  hosts: { clob, data, gamma: data },
  cadenceSeconds: 2,
  markets: [
    {
      market: market.market,
      token: market.tokens[0],
      regime: { minHistorySeconds: 0, minDepthShares: 0 },
      maxUsdcLocked: 50,
      entryUsdc: 20,
      maxDailyLossUsdc: 20,
    },
  ],
})
