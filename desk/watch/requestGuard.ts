import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is refused. */
export interface Refused {
  readonly status: 403 | 405 | 421
  readonly why: string
}

/**
 * Only the person at this machine may talk to the page's server, and only from the page itself: another site in the
 * same browser may send requests here (Origin), or call this address by a name of its own (Host), and another user of the machine
 * may find the port (token).
 */
export function requestRefusal(
  { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  of: { readonly port: number; readonly token: string },
): Refused | null {
  if (method !== 'GET' && method !== 'POST') return { status: 405, why: 'use GET or POST' }
  const names = [`127.0.0.1:${of.port}`, `localhost:${of.port}`]
  const { host = '', origin } = headers
  if (!names.includes(host)) return { status: 421, why: 'this address is not served here' }
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, why: 'another origin' }
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return { status: 403, why: 'another site' }
  // A form of another page sends no such type without being asked first.
  if (method === 'POST' && headers['content-type'] !== 'application/json')
    return { status: 403, why: 'use JSON' }
  const given = new URL(url ?? '/', 'http://127.0.0.1').searchParams.get('token') ?? ''
  return isSame(given, of.token) ? null : { status: 403, why: 'open the address that the command printed' }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
