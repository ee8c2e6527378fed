import { verifyTypedData } from 'ethers'
import { isAddress, isDigits } from './hex.ts'
import type { ApiContext, Call, L1Caller } from './route.ts'

const TYPES = {
  ClobAuth: [
    { name: 'address', type: 'address' },
    { name: 'timestamp', type: 'string' },
    { name: 'nonce', type: 'uint256' },
    { name: 'message', type: 'string' },
  ],
}
const MESSAGE = 'This message attests that I control the given wallet'

/** Checks the four L1 headers; null: they prove nobody. */
export function l1Auth(context: ApiContext, call: Call): L1Caller | null {
  const { poly_address, poly_signature, poly_timestamp, poly_nonce } = call.headers
  if (!isAddress(poly_address) || !isDigits(poly_timestamp) || !isDigits(poly_nonce)) return null
  if (typeof poly_signature !== 'string' || !isFresh(context, poly_timestamp)) return null
  const address = poly_address.toLowerCase()
  const value = { address, timestamp: poly_timestamp, nonce: poly_nonce, message: MESSAGE }
  const signer = recover(context.settings.chainId, value, poly_signature)
  return signer === address ? { address, nonce: BigInt(poly_nonce).toString() } : null
}

/** Authentication runs on wall time even where market time is another: clients stamp by their own clock. */
export function isFresh(context: ApiContext, timestampSeconds: string): boolean {
  const ageMs = Math.abs(context.wallNowMs() - Number(timestampSeconds) * 1000)
  return ageMs <= context.settings.authToleranceSeconds * 1000
}

function recover(chainId: number, value: Record<string, string>, signature: string): string | null {
  try {
    return verifyTypedData(
      { name: 'ClobAuthDomain', version: '1', chainId },
      TYPES,
      value,
      signature,
    ).toLowerCase()
  } catch {
    // ethers throws on whatever is not a signature at all.
    return null
  }
}
