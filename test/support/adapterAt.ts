import { computeAddress } from 'ethers'
import type { ServedExchange } from '../../desk/exchange/http/serveExchange.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import type { PolymarketOptions } from '../../shared/polymarket/createSession.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { PRIVATE_KEY } from './wireIds.ts'

/** How the deployed adapter reaches a served exchange, with credentials of its own; the wallet itself holds the money. */
export function adapterAt(
  served: ServedExchange,
  clock: Clock,
  privateKey = PRIVATE_KEY,
): PolymarketOptions & { readonly owner: string } {
  const owner = computeAddress(privateKey)
  const { apiKey: key, secret, passphrase } = served.issueKey(owner)
  return {
    host: served.url,
    dataApiHost: served.dataUrl,
    gammaHost: served.dataUrl,
    chainId: 137,
    signer: async () => createWalletSigner(privateKey),
    credentials: async () => ({ key, secret, passphrase }),
    owner,
    funder: owner.toLowerCase(),
    signatureType: 0,
    clock,
  }
}
