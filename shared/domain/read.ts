import type { EpochMs } from './units.ts'

/**
 * The answer to a question put to the outside. A failed or incomplete read is a value of its own:
 * it can never be taken for an empty answer, and nothing that adds risk is decided on it.
 */
export type Read<T> =
  /** `asOf` is when the read began: what happened later may be missing from it. */
  | { readonly ok: true; readonly value: T; readonly asOf: EpochMs }
  | { readonly ok: false; readonly unknown: string }

export const known = <T>(value: T, asOf: EpochMs): Read<T> => ({ ok: true, value, asOf })
export const unknown = (why: string): { readonly ok: false; readonly unknown: string } => ({
  ok: false,
  unknown: why,
})
