import { AssetType } from '@polymarket/clob-client-v2'
import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, UsdcMicros } from '../domain/units.ts'
import { usdc } from '../domain/units.ts'
import { parseBalance } from './account.ts'
import { createClient } from './createClient.ts'
import { addressOnly } from './createSession.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { SignatureType } from './orderSignature.ts'
import type { OwnedCredentials } from './revokeCredentials.ts'
import { askRead, okJson } from './session.ts'
import { brief } from './wire.ts'

export interface WalletTypeAnswer {
  readonly type: SignatureType
  /** USDC of the key's wallet of that type, by the venue's own account. */
  readonly balance: Read<UsdcMicros>
}

/**
 * What the venue says of the key's wallet of each type: the one that holds the money is the user's. A key that is its
 * own wallet can only be type 0, any other funder only 1, 2 or 3.
 */
export async function findWalletType(
  of: OwnedCredentials & { readonly funder: string; readonly nowMs: EpochMs },
): Promise<readonly WalletTypeAnswer[]> {
  const types: readonly SignatureType[] = of.owner.toLowerCase() === of.funder.toLowerCase() ? [0] : [1, 2, 3]
  return Promise.all(types.map(async (type) => ({ type, balance: await readBalanceAs(of, type) })))
}

async function readBalanceAs(
  of: Parameters<typeof findWalletType>[0],
  type: SignatureType,
): Promise<Read<UsdcMicros>> {
  const client = createClient({
    host: of.host,
    chain: of.chainId,
    signer: addressOnly(of.owner),
    creds: { ...of.credentials },
    signatureType: type,
    funderAddress: of.funder,
  })
  const answer = okJson(
    await askRead({ limits: DEFAULT_LIMITS }, () =>
      client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL }),
    ),
  )
  if (!answer.ok) return answer
  const balance = parseBalance(answer.json)
  return balance === null ? unknown(`not a balance: ${brief(answer.json)}`) : known(usdc(balance), of.nowMs)
}
