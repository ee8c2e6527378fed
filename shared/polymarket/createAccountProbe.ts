import { AssetType, type BalanceAllowanceParams } from '@polymarket/clob-client-v2'
import { isObject, type JsonObject } from '../domain/jsonObject.ts'
import type { MarketInfo } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId, TokenId } from '../domain/units.ts'
import { usdc } from '../domain/units.ts'
import type { AccountProbe } from '../ports/accountProbe.ts'
import { askAllowance, balanceOf, conditional } from './account.ts'
import { createSession, type PolymarketOptions } from './createSession.ts'
import { readMarket } from './marketInfo.ts'
import { orderDomain } from './orderHash.ts'
import { readGeoblock } from './readGeoblock.ts'
import { askPrivate, okJson, readOf, type Session } from './session.ts'
import { brief } from './wire.ts'

/**
 * The doctor's questions over the official client.
 * @param webHost of the web site, which judges the region: https://polymarket.com.
 */
export function createAccountProbe(options: PolymarketOptions, webHost: string): AccountProbe {
  const session = createSession(options)
  return {
    async money(market) {
      const asked = await readAllowance(session, market, () => ({ asset_type: AssetType.COLLATERAL }))
      if (!asked.ok) return asked
      const balance = balanceOf(asked.value.json)
      if (typeof balance === 'string') return unknown(balance)
      return known({ balanceMicros: usdc(balance), mayTake: asked.value.mayTake }, asked.asOf)
    },
    async mayTakeShares(market, token) {
      const asked = await readAllowance(session, market, () => conditional(session, token))
      return asked.ok ? known(asked.value.mayTake, asked.asOf) : asked
    },
    async closedOnly() {
      const asOf = session.clock.nowMs()
      return readOf(asOf, await askPrivate(session, (client) => client.getClosedOnlyMode()), (json) => {
        const closed = isObject(json) ? json['closed_only'] : undefined
        return typeof closed === 'boolean' ? closed : `not an answer: ${brief(json)}`
      })
    },
    async apiKey() {
      const asOf = session.clock.nowMs()
      try {
        await session.privateClient()
        return known(session.me.apiKey, asOf)
      } catch (error) {
        return unknown(error instanceof Error ? error.message : 'unknown error')
      }
    },
    region: () => readGeoblock(webHost, session.clock),
  }
}

async function readAllowance(
  session: Session,
  market: MarketId,
  paramsOf: (token?: TokenId) => BalanceAllowanceParams | null,
): Promise<Read<{ readonly json: JsonObject; readonly mayTake: boolean }>> {
  const info = await readMarket(session, market)
  if (!info.ok) return info
  const params = paramsOf()
  if (params === null) return unknown('the token is not of this market')
  const answer = okJson(await askAllowance(session, params))
  if (!answer.ok) return answer
  if (!isObject(answer.json)) return unknown(`allowance cannot be read: ${brief(answer.json)}`)
  return known({ json: answer.json, mayTake: mayTake(answer.json, info.value, session.chainId) }, info.asOf)
}

/** The contract that settles this market must be among the spenders, with more than nothing. */
function mayTake(json: JsonObject, info: MarketInfo, chainId: number): boolean {
  const spender = orderDomain({ chainId, version: info.version, negRisk: info.negRisk }).verifyingContract
  const allowances = isObject(json['allowances']) ? Object.entries(json['allowances']) : []
  const allowed = allowances.find(([address]) => address.toLowerCase() === spender.toLowerCase())?.[1]
  return typeof allowed === 'string' && /^\d*[1-9]\d*$/.test(allowed)
}
