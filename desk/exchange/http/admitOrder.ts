import { epochMs, type OrderId, tokenId } from '../../../shared/domain/units.ts'
import type { PlaceRequest } from '../exchange.ts'
import { recoverDepositWalletOwner } from './depositWalletSignature.ts'
import { domainOf, type OrderDomain, orderHash, recoverSigner } from './orderHash.ts'
import type { WirePost } from './orderWire.ts'
import type { ApiContext, Caller } from './route.ts'
import { walletError } from './walletError.ts'

export type Admitted =
  | { readonly ok: true; readonly request: PlaceRequest }
  | { readonly ok: false; readonly error: string }

/** The door of the exchange: whose order it is, and whether the owner signed exactly this. Its content is not judged here. */
export function admitOrder(context: ApiContext, caller: Caller, post: WirePost): Admitted {
  const { order } = post
  if (post.owner !== caller.apiKey) return refused('the order owner has to be the owner of the API KEY')
  const wallet = context.wallets.of(caller.address)
  const wrongWallet = walletError(order, { address: caller.address, wallet })
  if (wrongWallet !== null) return refused(wrongWallet)
  const market = context.exchange.marketOf(tokenId(order.tokenId))
  // An unlisted token still needs a domain to be distinguished from a forged one; only its bits can say which.
  const domain = market === undefined ? domainByBits(order.tokenId) : domainOf(market)
  const id = orderHash(order, domain, context.settings.chainId)
  if (context.settings.verifySignatures && signerOf(context, post, { id, domain }) !== caller.address)
    return refused('invalid signature')
  if (market === undefined) return refused(`the orderbook ${order.tokenId} does not exist`)
  const request: PlaceRequest = {
    id,
    account: order.maker,
    owner: caller.apiKey,
    token: tokenId(order.tokenId),
    side: order.side,
    makerAmountMicros: Number(order.makerAmount),
    takerAmountMicros: Number(order.takerAmount),
    orderType: post.orderType,
    postOnly: post.postOnly,
    expiresAtMs: post.expirationSeconds === 0 ? null : epochMs(post.expirationSeconds * 1000),
  }
  return { ok: true, request }
}

/** Whose key signed: a deposit wallet's signature wraps its owner's. */
function signerOf(
  { settings }: ApiContext,
  { order, signature }: WirePost,
  { id, domain }: { readonly id: OrderId; readonly domain: OrderDomain },
): string | null {
  if (order.signatureType !== 3) return recoverSigner(id, signature)
  return recoverDepositWalletOwner(order, signature, { domain, chainId: settings.chainId })
}

/** Position ids of the second protocol keep bits 40 to 103 at zero; hashes that do are not to be met. */
const domainByBits = (token: string): OrderDomain =>
  (BigInt(token) & (((1n << 64n) - 1n) << 40n)) === 0n ? 'v3' : 'standard'

const refused = (error: string): Admitted => ({ ok: false, error })
