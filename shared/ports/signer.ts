/**
 * The wallet key as a port, in the shape the venue's client asks for (that of ethers 5). An implementation
 * may keep the key in memory or never see it (KMS).
 */
export interface Signer {
  /** Checksummed address of the key. */
  getAddress(): Promise<string>
  /** EIP-712 signature as 0x + 130 hex digits. `types` names no EIP712Domain; the primary type is the one no other uses. */
  _signTypedData(domain: TypedDataDomain, types: TypedDataTypes, value: TypedDataValue): Promise<string>
}

/** Fetches the key when the first order is signed: a tick that posts nothing never holds it. */
export type LoadSigner = () => Promise<Signer>

export type TypedDataDomain = Record<string, unknown>
export type TypedDataTypes = Record<string, { name: string; type: string }[]>
export type TypedDataValue = Record<string, unknown>

/** What authenticates private calls by HMAC: enough to cancel and read, not enough to sign an order. */
export interface ApiCredentials {
  readonly key: string
  /** Base64. */
  readonly secret: string
  readonly passphrase: string
}

/** Reads the credentials when the first private call needs them. */
export type LoadApiCredentials = () => Promise<ApiCredentials>
