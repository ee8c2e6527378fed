import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OrderDraft } from '../../../shared/domain/order.ts'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { createWalletSigner } from '../../../shared/keys/walletSigner.ts'
import { rulesOf } from '../../../shared/machine/knownRules.ts'
import { amountsOf } from '../../../shared/polymarket/amounts.ts'
import type { PolymarketOptions } from '../../../shared/polymarket/createSession.ts'
import { recoverOrderSigner } from '../../../shared/polymarket/orderSignature.ts'
import type { WireOrder } from '../../../shared/polymarket/signedHere.ts'
import type { Signer } from '../../../shared/ports/signer.ts'
import { listen, marketReply, NOW, venueAt } from '../../support/loopback.ts'
import { MARKET, type NO, WALLET, YES } from '../../support/wireIds.ts'

const draft = (fields: Partial<OrderDraft> = {}): OrderDraft => ({
  market: MARKET,
  purpose: 'entry',
  side: 'BUY',
  tokenId: YES,
  priceMicros: price(560_000),
  sizeMicros: size(21_040_000),
  postOnly: true,
  expiresAtMs: epochMs(NOW + 300_999),
  ...fields,
})

async function venueWith(clob: object, options: Partial<PolymarketOptions> = {}, listed: object = {}) {
  const server = await listen((seen) => marketReply(seen, clob, {}, listed) ?? { status: 500, json: {} })
  const venue = venueAt(server.url, options)
  expect((await venue.market(MARKET)).ok).toBe(true)
  server.seen.length = 0
  return { venue, server }
}

async function signed(clob: object, fields: Partial<OrderDraft> = {}) {
  const { venue, server } = await venueWith(clob)
  const signing = await venue.sign(draft(fields))
  if (signing.is !== 'signed') throw new Error(signing.why)
  return { order: signing.order, wire: signing.order.wire as WireOrder, server }
}

describe('signing', () => {
  const amounts = [
    ['BUY', 0.1, 500_000, 21_040_000, '10520000', '21040000'],
    ['BUY', 0.01, 560_000, 21_040_000, '11782400', '21040000'],
    ['BUY', 0.001, 56_000, 21_040_000, '1178240', '21040000'],
    ['BUY', 0.0001, 5_600, 21_040_000, '117824', '21040000'],
    ['BUY', 0.01, 780_000, 12_820_000, '9999600', '12820000'],
    ['BUY', 0.01, 390_000, 2_435_890_000, '949997100', '2435890000'],
    ['SELL', 0.01, 560_000, 21_040_000, '21040000', '11782400'],
    ['SELL', 0.1, 700_000, 12_820_000, '12820000', '8974000'],
    ['BUY', 0.005, 565_000, 10_010_000, '5655650', '10010000'],
    ['SELL', 0.0025, 997_500, 5_010_000, '5010000', '4997475'],
  ] as const
  it.each(amounts)(
    '%s at tick %d gives the amounts of our integers',
    async (side, mts, priceMicros, sizeMicros, maker, taker) => {
      const { wire } = await signed(
        { mts },
        { side, priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) },
      )
      expect([wire.makerAmount, wire.takerAmount]).toEqual([maker, taker])
    },
  )

  it('agrees with the client over every tick, price and size, or refuses', async () => {
    const { venue } = await venueWith({ mts: 0.0001 })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 10_000_000 }),
        async (ticks, steps) => {
          const fields = { priceMicros: price(ticks * 100), sizeMicros: size(steps * 10_000) }
          const signing = await venue.sign(draft(fields))
          const own = amountsOf(draft(fields), { tickMicros: price(100) })
          expect(typeof own).toBe('object')
          if (signing.is === 'signed') expect(signing.order.wire).toMatchObject(own as object)
          else expect(signing.why).toContain('Amount')
        },
      ),
      { numRuns: 150 },
    )
  })

  it('sends nothing, not even for the tick or the version', async () => {
    const { server, order, wire } = await signed({})
    expect(server.seen).toEqual([])
    expect(order.id).toMatch(/^0x[0-9a-f]{64}$/)
    expect([order.salt, order.timestamp]).toEqual([wire.salt, wire.timestamp])
    expect(wire.expiration).toBe(String(Math.floor((NOW + 300_999) / 1000)))
  })

  it('signs for the contract of the market', async () => {
    const { wire } = await signed({ nr: true })
    const at = (negRisk: boolean) =>
      recoverOrderSigner(wire, { chainId: 137, version: 'v1', negRisk }, wire.signature)
    expect(at(true)).toBe(WALLET)
    expect(at(false)).not.toBe(WALLET)
  })

  it('follows a tick that changes while the market lives', async () => {
    let mts = 0.01
    const server = await listen((seen) => marketReply(seen, { mts }) ?? { status: 500, json: {} })
    const venue = venueAt(server.url)
    await venue.market(MARKET)
    const fine = draft({ priceMicros: price(973_000) })
    expect((await venue.sign(fine)).is).toBe('refused')
    mts = 0.001
    await venue.market(MARKET)
    expect((await venue.sign(fine)).is).toBe('signed')
  })

  const refusals = [
    ['a price off the tick', { priceMicros: price(565_000) }, /off the tick/],
    ['a price of one', { priceMicros: price(1_000_000) }, /out of range/],
    ['a price of zero', { priceMicros: price(0) }, /out of range/],
    ['a size finer than two decimals', { sizeMicros: size(5_005_000) }, /multiple of 0.01/],
    ['no size', { sizeMicros: size(0) }, /multiple of 0.01/],
    ['a token of another market', { tokenId: '1' as typeof NO }, /not of market/],
  ] as const
  it.each(refusals)('refuses %s', async (_, fields, why) => {
    const { venue } = await venueWith({})
    const signing = await venue.sign(draft(fields))
    expect(signing).toMatchObject({ is: 'refused', why: expect.stringMatching(why) })
  })

  it('signs a SELL, and no BUY, by what is remembered of a market it has not read', async () => {
    const { venue: read } = await venueWith({ nr: true })
    const info = await read.market(MARKET)
    if (!info.ok) throw new Error(info.unknown)
    const server = await listen(() => ({ status: 500, json: {} }))
    const cold = venueAt(server.url)
    const remembered = rulesOf(info.value, NOW)

    const sell = await cold.sign(draft({ side: 'SELL', purpose: 'exit' }), remembered)
    expect(await cold.sign(draft(), remembered)).toMatchObject({ is: 'refused' })
    if (sell.is !== 'signed') throw new Error(sell.why)
    const { wire } = sell.order
    const where = { chainId: 137, version: 'v1' as const, negRisk: true }
    expect(recoverOrderSigner(wire as WireOrder, where, (wire as WireOrder).signature)).toBe(WALLET)
    expect(server.seen).toEqual([])
  })

  it('refuses a market it has not read', async () => {
    const { venue } = await venueWith({})
    const other = draft({ market: `0x${'1'.repeat(64)}` as typeof MARKET })
    expect(await venue.sign(other)).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('not been read'),
    })
  })

  it('refuses without a signer, with the key of another wallet, and with one that signs something else', async () => {
    const other = createWalletSigner(`0x${'2'.repeat(64)}`)
    const impostor = { getAddress: async () => WALLET, _signTypedData: other._signTypedData }
    const broken = {
      getAddress: async () => WALLET,
      _signTypedData: () => Promise.reject(new Error('the key is gone')),
    }
    const why = async (signer: Signer | null) => {
      const options = { signer: signer && (async () => signer) }
      const signing = await (await venueWith({}, options)).venue.sign(draft())
      return signing.is === 'refused' ? signing.why : 'signed'
    }
    expect(await why(null)).toContain('no wallet key')
    expect(await why(other)).toMatch(/signer is|does not match/)
    expect(await why(impostor)).toContain('does not recover')
    expect(await why(broken)).toContain('the key is gone')
  })
})

describe('the options', () => {
  const wrong: readonly (readonly [string, Partial<PolymarketOptions>, RegExp])[] = [
    ['a wallet type nobody knows', { signatureType: 4 as 3 }, /signatureType = 4: use 0/],
    ['a proxy wallet that is the key itself', { signatureType: 1 }, /funder = .* the key itself/],
    ['a deposit wallet that is the key itself', { signatureType: 3 }, /funder = .* the key itself/],
    ['a plain key with money elsewhere', { funder: `0x${'5'.repeat(40)}` }, /funder = .* a plain key/],
    ['an owner that is not an address', { owner: 'me' }, /owner = .* 40 hex/],
    ['a catalogue over plain http', { gammaHost: 'http://gamma.example' }, /gammaHost = .* https/],
    ['credentials over plain http', { host: 'http://clob.example' }, /host = .* https/],
    ['no address', { funder: '0x12' }, /funder = .* 40 hex/],
    ['an address with a wrong checksum', { funder: WALLET.replace('F', 'f') }, /funder/],
    ['an unknown chain', { chainId: 1 as 137 }, /chainId/],
  ]
  it.each(wrong)('refuse %s', (_, options, message) => {
    expect(() => venueAt('http://127.0.0.1:1', options)).toThrow(message)
  })
})
