import { isAddress } from './hex.ts'

/** Whose money an API key trades when it is not its own wallet's: by signature type as signed in orders. */
export interface WalletRegistration {
  /** The key that signs, and that the API key belongs to. */
  readonly owner: string
  /** The contract that holds the money: maker of the orders (and their signer, for type 3). */
  readonly funder: string
  /** 1 proxy, 2 Safe, 3 deposit wallet. */
  readonly signatureType: 1 | 2 | 3
}

/** Which contract wallets the venue knows; an owner without one trades from its own address (type 0). */
export class Wallets {
  readonly #byOwner = new Map<string, WalletRegistration>()

  /** The real venue derives or deploys the wallet; here it is given. @throws RangeError for what is not an address. */
  register({ owner, funder, signatureType }: WalletRegistration): void {
    for (const [field, address] of Object.entries({ owner, funder })) {
      if (!isAddress(address))
        throw new RangeError(`${field}: ${address} is not an address; give 0x and 40 hex digits`)
    }
    const wallet = { owner: owner.toLowerCase(), funder: funder.toLowerCase(), signatureType }
    this.#byOwner.set(wallet.owner, wallet)
  }

  /** Lower-case addresses; null: it has no contract wallet. */
  of(owner: string): WalletRegistration | null {
    return this.#byOwner.get(owner.toLowerCase()) ?? null
  }

  accountOf(owner: string): string {
    return this.of(owner)?.funder ?? owner.toLowerCase()
  }
}
