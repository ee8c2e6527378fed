import { MARKET, YES } from './wireIds.ts'

/** A small correct configuration as a user would write it; tests change one thing at a time. */
export const marketFile = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'a test market',
  market: MARKET,
  token: YES,
  maxUsdcLocked: 50,
  entryUsdc: 10,
  maxDailyLossUsdc: 5,
  ...overrides,
})

export const configFile = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  stage: 'paper',
  accountUsdc: 100,
  markets: [marketFile()],
  ...overrides,
})

export const withMarket = (overrides: Record<string, unknown>): Record<string, unknown> =>
  configFile({ markets: [marketFile(overrides)] })

export const WALLET = `0x${'Ab'.repeat(20)}`
