import { describe, expect, it } from 'vitest'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { obtainCredentials } from '../../../shared/polymarket/obtainCredentials.ts'
import { listen, type Reply } from '../../support/loopback.ts'
import { PRIVATE_KEY, WALLET } from '../../support/wireIds.ts'

const RAW = { apiKey: 'key', secret: 'c2VjcmV0', passphrase: 'passphrase' }
const NONE: Reply = { status: 400, json: { error: 'Could not derive api key!' } }

async function obtain(derive: Reply, create: Reply) {
  const server = await listen((seen) => (seen.path === '/auth/derive-api-key' ? derive : create))
  const signer = createWalletSigner(PRIVATE_KEY)
  return { obtained: await obtainCredentials({ host: server.url, chainId: 137, signer }), server }
}

describe('API credentials', () => {
  it('are those the wallet has, and no others are made', async () => {
    const { obtained, server } = await obtain({ json: RAW }, { status: 500, json: {} })
    expect(obtained).toEqual({
      is: 'derived',
      credentials: { key: 'key', secret: 'c2VjcmV0', passphrase: 'passphrase' },
    })
    expect(server.seen.map((seen) => `${seen.method} ${seen.path}`)).toEqual(['GET /auth/derive-api-key'])
    expect(server.seen[0]?.headers['poly_address']).toBe(WALLET)
  })

  it('are made where the venue says there are none', async () => {
    const { obtained, server } = await obtain(NONE, { json: RAW })
    expect(obtained.is).toBe('created')
    // A rotation moves them to a higher nonce: each that there may be is asked for first.
    expect(server.seen.map((seen) => `${seen.method} ${seen.path} ${seen.headers['poly_nonce']}`)).toEqual([
      ...Array.from({ length: 32 }, (_, nonce) => `GET /auth/derive-api-key ${nonce}`),
      'POST /auth/api-key 0',
    ])
  })

  const doubts: readonly (readonly [string, Reply])[] = [
    ['an error', { status: 500, json: { error: 'Internal server error' } }],
    ['a refusal', { status: 401, json: { error: 'Invalid L1 Request headers' } }],
    ['another 400', { status: 400, json: { error: 'bad request' } }],
    ['a 400 in HTML', { status: 400, text: '<html>Could not derive api key!</html>' }],
    ['half of them', { json: { apiKey: 'key', secret: 'do-not-tell' } }],
    ['a dropped connection', (response) => response.destroy()],
  ]
  it.each(doubts)('are never made because of %s', async (_, derive) => {
    const { obtained, server } = await obtain(derive, { json: RAW })
    expect(obtained.is).toBe('unknown')
    expect(JSON.stringify(obtained)).not.toContain('do-not-tell')
    expect(server.seen).toHaveLength(1)
  })

  it('are unknown where making them gave no clear answer', async () => {
    const { obtained } = await obtain(NONE, { status: 400, json: { error: 'Could not create api key' } })
    expect(obtained).toMatchObject({ is: 'unknown', why: expect.stringContaining('Could not create') })
  })
})
