import { ClobClient, type ClobClientOptions, Side } from '@polymarket/clob-client-v2'
import { createWalletSigner } from '../../../../shared/keys/walletSigner.ts'
import { CREDENTIALS, listen, marketReply, NOW, type Reply, type Seen } from '../../../support/loopback.ts'
import { success } from '../../../support/postFixture.ts'
import { PRIVATE_KEY, YES } from '../../../support/wireIds.ts'

/** The client as its guide shows it: each trap is first shown to be one, then that the adapter walks around it. */
export const clientAt = (host: string, options: Partial<ClobClientOptions> = {}): ClobClient =>
  new ClobClient({
    host,
    chain: 137,
    signer: createWalletSigner(PRIVATE_KEY),
    creds: { ...CREDENTIALS },
    ...options,
  })

export const ORDER = { tokenID: YES, price: 0.5, size: 10, side: Side.BUY, expiration: NOW / 1000 + 300 }

/** Everything a client may ask for, answered well; `special` goes first. */
export const serve = (special: (seen: Seen, nth: number) => Reply | null) =>
  listen((seen, nth) => special(seen, nth) ?? marketReply(seen) ?? ordinary(seen))

function ordinary({ path, method }: Seen): Reply {
  if (path === '/version') return { json: { version: 2 } }
  if (path === '/tick-size') return { json: { minimum_tick_size: 0.01 } }
  if (path === '/neg-risk') return { json: { neg_risk: false } }
  if (path === '/time') return { json: NOW / 1000 }
  if (path === '/order' && method === 'POST') return { json: success() }
  return { json: { limit: 100, count: 0, next_cursor: 'LTE=', data: [] } }
}

export const paths = (seen: readonly Seen[]): readonly string[] =>
  seen.map(({ method, path }) => `${method} ${path}`)
