import type { SignedFields } from './orderHash.ts'

/** An order as the client signed it; `postOrder` sends it unchanged. */
export type WireOrder = SignedFields & { readonly expiration: string; readonly signature: string }

/** What this process has signed for the venue: nothing else is ever sent. */
const signedHere = new WeakSet<WireOrder>()

export const noteSigned = (wire: WireOrder): void => {
  signedHere.add(wire)
}

export const wasSignedHere = (wire: unknown): wire is WireOrder =>
  typeof wire === 'object' && wire !== null && signedHere.has(wire as WireOrder)
