import type { ReceivedOrder } from './orderWire.ts'
import type { WalletRegistration } from './wallets.ts'

const NOT_THE_KEYS = 'the order signer address has to be the address of the API KEY'
const USE_DEPOSIT_WALLET = 'maker address not allowed, please use the deposit wallet flow'
const INVALID = 'invalid signature'

/**
 * Pure: may the wallet of this API key be maker and signer of this order? The venue's words when not. What was
 * signed is not looked at here.
 */
export function walletError(
  order: Pick<ReceivedOrder, 'maker' | 'signer' | 'signatureType'>,
  key: { readonly address: string; readonly wallet: WalletRegistration | null },
): string | null {
  const { maker, signer, signatureType } = order
  const { address, wallet } = key
  if (signatureType === 3) return depositWalletError(order, key)
  // Proxies and Safes are for accounts that have one since before.
  if (signatureType !== 0 && (wallet === null || wallet.signatureType === 3)) return USE_DEPOSIT_WALLET
  if (signer !== address) return NOT_THE_KEYS
  if (signatureType === 0) return ownWalletError(maker, key)
  return wallet?.signatureType === signatureType && maker === wallet.funder ? null : INVALID
}

/** Who has a deposit wallet trades from it, and from nothing else. */
function ownWalletError(
  maker: string,
  { address, wallet }: { readonly address: string; readonly wallet: WalletRegistration | null },
): string | null {
  if (wallet?.signatureType === 3) return USE_DEPOSIT_WALLET
  return wallet === null && maker === address ? null : INVALID
}

/** The contract is maker and signer; the API key stays its owner's. */
function depositWalletError(
  { maker, signer }: Pick<ReceivedOrder, 'maker' | 'signer'>,
  { address, wallet }: { readonly address: string; readonly wallet: WalletRegistration | null },
): string | null {
  const isOwn = wallet?.signatureType === 3 && signer === wallet.funder
  // An address without code cannot say that a signature is valid.
  if (!isOwn) return signer === address ? INVALID : NOT_THE_KEYS
  return maker === signer ? null : INVALID
}
