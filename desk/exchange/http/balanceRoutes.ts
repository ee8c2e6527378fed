import { type TokenId, tokenId } from '../../../shared/domain/units.ts'
import { NEG_RISK_ADAPTER } from '../../../shared/domain/venueRules.ts'
import { isDigits } from './hex.ts'
import { contractsOf } from './orderHash.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

const UNLIMITED = (2n ** 256n - 1n).toString()

/** Settled balance in 1e-6 and allowances by contract, of USDC or of one outcome token. */
export function getBalanceAllowance(context: ApiContext, call: Call, caller: Caller): Reply {
  const type = call.query.get('asset_type')
  const token = call.query.get('token_id')
  const { exchange } = context
  const account = walletMeant(context, call, caller)
  const holdings = exchange.holdings(account)
  if (type === 'COLLATERAL') return print(context, account, holdings.usdcMicros, false)
  if (type !== 'CONDITIONAL' && type !== 'CONDITIONAL-V2') return refuse(400, 'Invalid asset type')
  if (!isDigits(token)) return refuse(400, 'Invalid token id')
  const isV2 = type === 'CONDITIONAL-V2'
  // The two protocols keep their tokens in different contracts: asked of the wrong one there is nothing.
  const isThere = isV2 === isOfV2(context, tokenId(token))
  return print(context, account, isThere ? (holdings.sharesMicros.get(tokenId(token)) ?? 0) : 0, isV2)
}

/** A key may have wallets of several types; of a type that it has none of there is nothing. */
function walletMeant({ wallets }: ApiContext, { query }: Call, caller: Caller): string {
  const type = query.get('signature_type')
  if (type === null) return caller.account
  if (type === '0') return caller.address
  const wallet = wallets.of(caller.address)
  return String(wallet?.signatureType) === type ? caller.account : NO_WALLET
}

const NO_WALLET = `0x${'0'.repeat(40)}`

/** Has the venue look at the chain again. Ours never looks away, so there is nothing to refresh. */
export function updateBalanceAllowance(): Reply {
  return ok({})
}

const isOfV2 = (context: ApiContext, token: TokenId): boolean =>
  context.exchange.marketOf(token)?.version === 'v2'

function print(context: ApiContext, account: string, balanceMicros: number, isV2: boolean): Reply {
  const contracts = contractsOf(context.settings.chainId)
  const spenders = isV2 ? [contracts.v3] : [contracts.standard, contracts.negRisk, NEG_RISK_ADAPTER]
  const allowance = context.exchange.allowance(account) ? UNLIMITED : '0'
  return ok({
    balance: String(balanceMicros),
    allowances: Object.fromEntries(spenders.map((spender) => [spender, allowance])),
  })
}
