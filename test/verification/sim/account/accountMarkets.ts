import { parseConfig } from '../../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../../shared/config/problem.ts'
import type { MarketSettings, StackSettings } from '../../../../shared/domain/settings.ts'
import type { EpochMs } from '../../../../shared/domain/units.ts'
import { makeUp, type SimMarket, WALLET } from '../simMarkets.ts'

/** The markets of an account that has traded for long, by what becomes of them. */
export const ROLES = ['busy', 'steady', 'leaving', 'small', 'left', 'added', 'hand'] as const
export type Role = (typeof ROLES)[number]

export interface AccountMarkets {
  readonly of: Readonly<Record<Role, SimMarket>>
  /** In the order of the roles; the second is calm. */
  readonly all: readonly [SimMarket, SimMarket, ...SimMarket[]]
  /** Every market that is ever traded, with limits of its own. */
  readonly stack: StackSettings
  settings(role: Role): MarketSettings
}

/** USDC by market, each unlike the others; a market moves a few cents in some hours, and a loss is not part of the story. */
const LIMITS: Readonly<Record<Exclude<Role, 'hand'>, { readonly entryUsdc: number; readonly cap: number }>> =
  {
    busy: { entryUsdc: 40, cap: 90 },
    steady: { entryUsdc: 12, cap: 25 },
    leaving: { entryUsdc: 30, cap: 65 },
    small: { entryUsdc: 6, cap: 13 },
    left: { entryUsdc: 20, cap: 45 },
    added: { entryUsdc: 25, cap: 60 },
  }

export function createAccountMarkets(seed: number, startMs: EpochMs, durationMs: number): AccountMarkets {
  const make = (role: Role): SimMarket => {
    const kind = role === 'busy' ? 'trending' : 'calm'
    const made = makeUp(kind, seed * ROLES.length + ROLES.indexOf(role), startMs, durationMs)
    // Nobody but the person is there.
    return role === 'hand' ? { ...made, events: [] } : made
  }
  const [busy, steady, ...rest] = [make('busy'), make('steady'), ...ROLES.slice(2).map(make)] as const
  const all = [busy, steady, ...rest] as const
  const of = Object.fromEntries(ROLES.map((role, i) => [role, all[i]])) as Record<Role, SimMarket>
  const traded = ROLES.filter((role) => role !== 'hand')
  const parsed = parseConfig({
    stage: 'live',
    accountUsdc: traded.reduce((sum, role) => sum + LIMITS[role].cap, 0),
    wallet: { address: WALLET },
    markets: traded.map((role) => ({
      name: role,
      market: of[role].listed.market,
      token: of[role].listed.tokens[0],
      maxUsdcLocked: LIMITS[role].cap,
      entryUsdc: LIMITS[role].entryUsdc,
      maxDailyLossUsdc: LIMITS[role].entryUsdc,
    })),
  })
  if (!parsed.ok) throw new Error(`the account's configuration:\n${formatConfigProblems(parsed.problems)}`)
  const { stack } = parsed.config
  const settings = (role: Role): MarketSettings => {
    const found = stack.markets.find(({ market }) => market === of[role].listed.market)
    if (found === undefined) throw new Error(`${role} is never traded`)
    return found
  }
  return { of, all, stack, settings }
}

/** The stack with these markets alone. */
export const stackOf = (markets: AccountMarkets, roles: readonly Role[]): StackSettings => ({
  ...markets.stack,
  markets: roles.map(markets.settings),
})
