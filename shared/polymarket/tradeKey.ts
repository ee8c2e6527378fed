import { createHash } from 'node:crypto'

/** 72 bits: short enough to keep a thousand of them in an item. */
const KEY_CHARS = 12

/** A name for a trade that has none, of what it says. */
export const tradeKey = (identity: string): string =>
  createHash('sha256').update(identity).digest('base64url').slice(0, KEY_CHARS)
