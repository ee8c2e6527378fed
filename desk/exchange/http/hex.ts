import { getAddress } from 'ethers'

const ADDRESS = /^0x[0-9a-fA-F]{40}$/
const BYTES32 = /^0x[0-9a-fA-F]{64}$/

export const isAddress = (text: unknown): text is string => typeof text === 'string' && ADDRESS.test(text)
export const isBytes32 = (text: unknown): text is string => typeof text === 'string' && BYTES32.test(text)
export const isDigits = (text: unknown): text is string => typeof text === 'string' && /^\d{1,78}$/.test(text)

/** Checksums cost a hash each, and every record of every page prints some. */
const checksums = new Map<string, string>()
const MAX_CHECKSUMS = 10_000

/** An account as the venue prints it: checksummed where it is an address; the crowd's name as it is. */
export function printAccount(account: string): string {
  const known = checksums.get(account)
  if (known !== undefined) return known
  if (checksums.size >= MAX_CHECKSUMS) checksums.clear()
  const printed = isAddress(account) ? getAddress(account.toLowerCase()) : account
  checksums.set(account, printed)
  return printed
}
