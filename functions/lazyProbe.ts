import { unknown } from '../shared/domain/read.ts'
import type { AccountProbe } from '../shared/ports/accountProbe.ts'

/** A probe whose credentials are fetched at its first call; while they cannot be, every answer is unknown. */
export function createLazyProbe(load: () => Promise<AccountProbe>): AccountProbe {
  let loading: Promise<AccountProbe> | null = null
  const attempt = async <T>(
    call: (probe: AccountProbe) => Promise<T>,
  ): Promise<T | ReturnType<typeof unknown>> => {
    loading ??= load()
    const current = loading
    try {
      await current
    } catch (error) {
      if (loading === current) loading = null
      return unknown(`no venue: ${error instanceof Error ? error.message : 'unknown error'}`)
    }
    return call(await current)
  }
  return {
    money: (market) => attempt((probe) => probe.money(market)),
    mayTakeShares: (market, token) => attempt((probe) => probe.mayTakeShares(market, token)),
    closedOnly: () => attempt((probe) => probe.closedOnly()),
    region: () => attempt((probe) => probe.region()),
  }
}
