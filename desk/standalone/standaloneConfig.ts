import type { Standalone } from './startStandalone.ts'

type Venue = Pick<Standalone, 'url' | 'dataUrl' | 'market' | 'botAddress'>

/**
 * Configurations of this bot for the venue, ready to use: on paper, and with a wallet that has money and approvals, and
 * holds nothing, so that `arm` accepts it.
 */
export function standaloneConfigs(venue: Venue) {
  const { url, dataUrl, market, botAddress } = venue
  const rest = {
    accountUsdc: 100,
    hosts: { clob: url, data: dataUrl, gamma: dataUrl },
    markets: [
      {
        question: market.question,
        outcome: market.outcomes[0],
        market: market.market,
        token: market.tokens[0],
        maxUsdcLocked: 50,
        entryUsdc: 20,
        maxDailyLossUsdc: 10,
      },
    ],
  }
  return {
    paper: { stage: 'paper', ...rest },
    live: { stage: 'live', wallet: { address: botAddress }, ...rest },
  } as const
}

/** As a person saves it. */
export const paperConfigText = (venue: Venue): string =>
  JSON.stringify(standaloneConfigs(venue).paper, null, 2)
