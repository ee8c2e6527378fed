import { Side, type SignedOrder } from '@polymarket/clob-client-v2'
import { Wallet } from 'ethers'
import { describe, expect, test } from 'vitest'
import { marketId, tokenId } from '../../../../shared/domain/units.ts'
import { NO, YES } from '../../../support/wireIds.ts'
import { clientOf, market, postSigned, type Stage, setStage, wallet } from './stage.ts'

const FUNDER = new Wallet(`0x${'5'.repeat(64)}`).address
const POSITION = 663574927012476832975694178961957910328055987427402067619466963999000625152n
const POSITIONS = [tokenId(String(POSITION)), tokenId(String(POSITION + 1n))] as const
const TYPES = [0, 1, 2, 3] as const
const VERSIONS = [2, 3] as const
const CASES = TYPES.flatMap((type) => VERSIONS.map((version) => [type, version] as const))

/** The client of a wallet of one type, whose money is where such a wallet keeps it. */
async function stageOf(signatureType: (typeof TYPES)[number]): Promise<Stage> {
  const stage = await setStage()
  stage.exchange.list({
    ...market,
    market: marketId(`0x${'22'.repeat(32)}`),
    tokens: POSITIONS,
    version: 'v2',
  })
  if (signatureType === 0) return stage
  stage.venue.registerWallet({ owner: wallet.address, funder: FUNDER, signatureType })
  stage.exchange.fund(FUNDER.toLowerCase(), 1000_000_000)
  const creds = stage.client.creds
  const client = clientOf(stage.venue.url, {
    ...(creds !== undefined && { creds }),
    signatureType,
    funderAddress: FUNDER,
  })
  return { ...stage, client }
}

/** A token of the first protocol is signed for under domain 2, a position id under domain 3. */
const sign = ({ client }: Stage, version: 2 | 3) =>
  client.createOrder(
    { tokenID: version === 2 ? YES : POSITIONS[0], price: 0.46, size: 10, side: Side.BUY },
    { tickSize: '0.01', negRisk: false, version },
  )

const flipped = (hex: string): string => {
  const at = hex.length - 5
  return `${hex.slice(0, at)}${hex[at] === '0' ? '1' : '0'}${hex.slice(at + 1)}`
}

const plusOne = (digits: unknown): string => String(BigInt(String(digits)) ^ 1n)

/** One bit of every signed field. */
const FLIPS: Readonly<Record<string, (order: Record<string, unknown>) => unknown>> = {
  salt: ({ salt }) => plusOne(salt),
  maker: ({ maker }) => flipped(String(maker).toLowerCase()),
  signer: ({ signer }) => flipped(String(signer).toLowerCase()),
  tokenId: ({ tokenId: token }) => (token === YES ? NO : POSITIONS[1]),
  makerAmount: ({ makerAmount }) => plusOne(makerAmount),
  takerAmount: ({ takerAmount }) => plusOne(takerAmount),
  side: () => 'SELL',
  signatureType: ({ signatureType }) => Number(signatureType) ^ 1,
  timestamp: ({ timestamp }) => plusOne(timestamp),
  metadata: () => `0x${'0'.repeat(63)}1`,
  builder: () => `0x${'0'.repeat(63)}1`,
}

const WORDS =
  /^(invalid signature|the order signer address has to be the address of the API KEY|maker address not allowed, please use the deposit wallet flow)$/

describe.each(CASES)('a wallet of type %i, domain %i', (type, version) => {
  test('its signature is verified, and its money is what trades', async () => {
    const stage = await stageOf(type)
    const order = await sign(stage, version)

    const answer = await postSigned(stage, order)

    expect(answer).toMatchObject({ status: 200, body: { status: 'live' } })
    const [open] = await stage.client.getOpenOrders()
    expect(open?.maker_address).toBe(type === 0 ? wallet.address : FUNDER)
  })

  test('a flipped bit in any signed field is refused in the venue’s own words', async () => {
    const stage = await stageOf(type)
    const order = await sign(stage, version)

    for (const [field, flip] of Object.entries(FLIPS)) {
      const other = { ...order, [field]: flip(order as unknown as Record<string, unknown>) }
      const answer = await postSigned(stage, other as SignedOrder)
      expect([field, answer]).toEqual([field, { status: 400, body: { error: expect.stringMatching(WORDS) } }])
    }

    expect(await stage.client.getOpenOrders()).toEqual([])
    expect((await postSigned(stage, order)).status).toBe(200)
  })

  test('the domain of the other contract is an invalid signature', async () => {
    const stage = await stageOf(type)
    const tokenID = version === 2 ? YES : POSITIONS[0]
    const order = await stage.client.createOrder(
      { tokenID, price: 0.46, size: 10, side: Side.BUY },
      { tickSize: '0.01', negRisk: false, version: version === 2 ? 3 : 2 },
    )

    expect(await postSigned(stage, order)).toEqual({ status: 400, body: { error: 'invalid signature' } })
  })
})

test('a deposit wallet’s signature is checked part by part', async () => {
  const stage = await stageOf(3)
  const order = await sign(stage, 2)
  const hex = order.signature.slice(2)
  // Owner's signature, domain separator, struct hash, type string, its length.
  const parts = { inner: 10, domain: 65, contents: 97, type: 129, length: hex.length / 2 - 1 }

  for (const [part, byte] of Object.entries(parts)) {
    const digit = hex[byte * 2] === '0' ? '1' : '0'
    const signature = `0x${hex.slice(0, byte * 2)}${digit}${hex.slice(byte * 2 + 1)}`
    const answer = await postSigned(stage, { ...order, signature } as SignedOrder)
    expect([part, answer]).toEqual([part, { status: 400, body: { error: 'invalid signature' } }])
  }
  const longer = await postSigned(stage, { ...order, signature: `${order.signature}00` } as SignedOrder)
  expect(longer.body).toEqual({ error: 'invalid signature' })
})

test('a new wallet that signs as a proxy or for itself is sent to the deposit wallet', async () => {
  const flow = {
    status: 400,
    body: { error: 'maker address not allowed, please use the deposit wallet flow' },
  }
  const stage = await stageOf(3)
  const creds = stage.client.creds
  const as = async (signatureType: 0 | 1 | 2) => {
    const client = clientOf(stage.venue.url, {
      ...(creds !== undefined && { creds }),
      signatureType,
      ...(signatureType > 0 && { funderAddress: FUNDER }),
    })
    return postSigned(stage, await sign({ ...stage, client }, 2))
  }

  expect(await as(0)).toEqual(flow)
  expect(await as(1)).toEqual(flow)
  expect(await as(2)).toEqual(flow)
})

test('a wallet of somebody else is no maker of ours', async () => {
  const stage = await setStage()
  const stranger = new Wallet(`0x${'7'.repeat(64)}`)
  stage.venue.registerWallet({ owner: stranger.address, funder: FUNDER, signatureType: 3 })
  const creds = stage.client.creds
  const client = clientOf(stage.venue.url, {
    ...(creds !== undefined && { creds }),
    signatureType: 3,
    funderAddress: FUNDER,
  })

  const answer = await postSigned(stage, await sign({ ...stage, client }, 2))

  expect(answer.body).toEqual({ error: 'the order signer address has to be the address of the API KEY' })
})

test('an address that is none is not registered', async () => {
  const { venue } = await setStage()

  expect(() => venue.registerWallet({ owner: wallet.address, funder: '0x12', signatureType: 1 })).toThrow(
    /funder: 0x12 is not an address/,
  )
})
