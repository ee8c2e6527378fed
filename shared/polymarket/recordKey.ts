import { createHash } from 'node:crypto'
import { printed } from './printed.ts'

/** Fields of a record that change while it settles, or rests. */
const CHANGING = new Set(['status', 'last_update', 'transaction_hash', 'size_matched', 'associate_trades'])
/** 132 bits. */
const KEY_CHARS = 22
/** A record of several makers; what is longer is named by its beginning. */
const MAX_CHARS = 10_000

/** A name for a record that gives itself none. */
export const recordKey = (record: unknown): string =>
  createHash('sha256')
    .update(printed(record, MAX_CHARS, (name, value) => (CHANGING.has(name) ? undefined : value)))
    .digest('base64url')
    .slice(0, KEY_CHARS)
