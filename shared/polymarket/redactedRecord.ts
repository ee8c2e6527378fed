import { printed } from './printed.ts'

/** Fields of a record that are credentials, or as good as: the API key is the `owner` of an order. */
const HIDDEN = new Set(['owner', 'api_key', 'apikey', 'signature', 'secret', 'passphrase'])
/** Hashes, tokens and addresses are shown by their beginning: people find a record by it, and a page has its bounds. */
const LONG = 20
const MAX_RECORD = 600

/** A record of the venue's that cannot be read, for a page or a log: nothing secret in it, and never long. */
export const redactedRecord = (record: unknown): string =>
  printed(record, MAX_RECORD, (name, value) => {
    if (HIDDEN.has(name.toLowerCase()) && value !== '') return '[hidden]'
    return typeof value === 'string' && value.length > LONG ? `${value.slice(0, 12)}...` : value
  })
