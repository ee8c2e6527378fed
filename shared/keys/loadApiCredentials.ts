import * as z from 'zod'
import { parseJson } from '../domain/parseJson.ts'
import type { ApiCredentials } from '../ports/signer.ts'
import type { LoadSecret } from './secureStrings.ts'

const Credentials = z.strictObject({
  key: z.string().min(1).max(128),
  secret: z.string().regex(/^[A-Za-z0-9+/_-]{16,}={0,2}$/),
  passphrase: z.string().min(1).max(256),
})

/** Reads the venue's API credentials from one secret: JSON {"key", "secret", "passphrase"}. */
export async function loadApiCredentials(load: LoadSecret, name: string): Promise<ApiCredentials> {
  const parsed = Credentials.safeParse(parseJson(await load(name)))
  if (parsed.success) return parsed.data
  // Which fields are wrong may be reported, their content may not.
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole'))]
  throw new Error(
    `parameter ${name}: not API credentials (${fields.join(', ')}); ` +
      'store JSON with exactly key, secret (base64) and passphrase',
  )
}

/** The text that `loadApiCredentials` reads. */
export function formatApiCredentials(credentials: ApiCredentials): string {
  const { key, secret, passphrase } = credentials
  return JSON.stringify({ key, secret, passphrase })
}
