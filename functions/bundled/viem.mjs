import {
  encodeAbiParameters,
  hashTypedData,
  parseUnits,
  toHex,
  keccak256 as viemKeccak256,
  zeroAddress,
} from 'viem-itself'
import { HASHED_AT_LOAD } from './hashedAtLoad.ts'

const known = new Map(Object.entries(HASHED_AT_LOAD).map(([text, hash]) => [toHex(text), hash]))

/**
 * In a bundle this file stands for viem, whose cold code takes 4 % of a cold start for the hashes of three constants.
 * What is not among them is hashed: a client with other constants loses the time, and nothing else.
 */
const keccak256 = (value, ...to) =>
  (to.length === 0 ? known.get(value) : undefined) ?? viemKeccak256(value, ...to)

export { encodeAbiParameters, hashTypedData, keccak256, parseUnits, toHex, zeroAddress }
