/** Names under which credentials travel: their values are never written, known to us or not. */
const SECRET_NAMES =
  /^(poly_(api_key|passphrase|signature)|authorization|cookie|private_?key|secret|passphrase|api_?key|mnemonic)$/i
const HIDDEN = '[hidden]'
/** Shorter texts would hide ordinary words. */
const MIN_SECRET = 8

/**
 * The last line of defence against a secret in a log: whatever was registered is cut out of every string, wherever
 * an error message or a header dump may have carried it.
 */
export interface Redactor {
  /** Registers a secret, and its form without `0x`. */
  hide(secret: string): void
  /** For JSON.stringify. */
  readonly replacer: (key: string, value: unknown) => unknown
}

export function createRedactor(): Redactor {
  const secrets = new Set<string>()
  const scrub = (text: string): string =>
    [...secrets].reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text)
  return {
    hide(secret) {
      for (const form of [secret, secret.replace(/^0x/, '')]) {
        if (form.length >= MIN_SECRET) secrets.add(form)
      }
    },
    replacer(key, value) {
      if (typeof value === 'string') return SECRET_NAMES.test(key) ? HIDDEN : scrub(value)
      if (typeof value === 'object' && value !== null && SECRET_NAMES.test(key)) return HIDDEN
      return value
    },
  }
}
