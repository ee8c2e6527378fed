import { createHash } from 'node:crypto'
import { uuidOf } from './uuid.ts'

/** What the venue hands out once per (address, nonce). `secret` is the base64 key of the HMAC. */
export interface KeyParts {
  readonly apiKey: string
  readonly secret: string
  readonly passphrase: string
}

export interface IssuedKey extends KeyParts {
  /** Lower case address of the wallet that asked for it. */
  readonly owner: string
  readonly nonce: string
}

const MAX_KEYS_PER_OWNER = 100

/**
 * The API keys of the venue. What a key consists of follows from address and nonce, so that a session that is run
 * again, or a venue that is restarted, deals with the same credentials.
 */
export class ApiKeys {
  readonly #issued = new Map<string, IssuedKey>()
  readonly #readonly = new Map<string, string>()
  #readonlyIssued = 0

  /** null: that nonce has a key already, or the wallet has too many. */
  create(address: string, nonce: string): IssuedKey | null {
    const key = credentialsOf(address, nonce)
    if (this.#issued.has(key.apiKey) || this.of(address).length >= MAX_KEYS_PER_OWNER) return null
    this.#issued.set(key.apiKey, key)
    return key
  }

  /** The key of that nonce, where it was created. */
  derive(address: string, nonce: string): IssuedKey | null {
    return this.find(credentialsOf(address, nonce).apiKey)
  }

  find(apiKey: string): IssuedKey | null {
    return this.#issued.get(apiKey) ?? null
  }

  of(address: string): readonly IssuedKey[] {
    return [...this.#issued.values()].filter((key) => key.owner === address.toLowerCase())
  }

  remove(apiKey: string): void {
    this.#issued.delete(apiKey)
  }

  /** Lower-case addresses that have a key. */
  owners(): readonly string[] {
    return [...new Set([...this.#issued.values()].map((key) => key.owner))]
  }

  /** A key for reading only; null: the wallet has too many. */
  createReadonly(address: string): string | null {
    const keys = this.readonlyOf(address)
    if (keys.length >= MAX_KEYS_PER_OWNER) return null
    this.#readonlyIssued += 1
    const key = uuidOf(`readonly:${address}:${this.#readonlyIssued}`)
    this.#readonly.set(key, address)
    return key
  }

  readonlyOf(address: string): readonly string[] {
    return [...this.#readonly].filter(([, owner]) => owner === address).map(([key]) => key)
  }

  /** False: the wallet has no such key. */
  removeReadonly(address: string, key: string): boolean {
    return this.#readonly.get(key) === address && this.#readonly.delete(key)
  }
}

function credentialsOf(address: string, nonce: string): IssuedKey {
  const owner = address.toLowerCase()
  const digest = (part: string) => createHash('sha256').update(`${part}:${owner}:${nonce}`).digest()
  return {
    apiKey: uuidOf(`key:${owner}:${nonce}`),
    secret: digest('secret').toString('base64url').padEnd(44, '='),
    passphrase: digest('passphrase').toString('hex'),
    owner,
    nonce,
  }
}
