import { createHash } from 'node:crypto'

/** Fields of a row that change while it settles, or rests. */
const CHANGING = new Set(['status', 'last_update', 'transaction_hash', 'size_matched', 'associate_trades'])
/** 132 bits. */
const KEY_CHARS = 22

/** A name for a row that gives itself none. */
export const rowKey = (row: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(row, (key, value: unknown) => (CHANGING.has(key) ? undefined : value)) ?? '')
    .digest('base64url')
    .slice(0, KEY_CHARS)
