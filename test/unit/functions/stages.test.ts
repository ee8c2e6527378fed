import { expect, test } from 'vitest'
import { createLiveProbe, createLiveVenue } from '../../../functions/coldStart.ts'
import { createPaper } from '../../../functions/paper.ts'
import { createSigning } from '../../../functions/signing.ts'
import type { Config, LiveConfig, PaperConfig } from '../../../shared/config/config.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { InvariantError } from '../../../shared/domain/assert.ts'
import { epochMs, monotonicMs, price, size } from '../../../shared/domain/units.ts'
import type { PublicFeed } from '../../../shared/ports/publicFeed.ts'
import { createRedactor } from '../../../shared/telemetry/redactor.ts'
import { approved } from '../../support/approved.ts'
import { configFile, WALLET } from '../../support/configFile.ts'
import { listen, venueAt } from '../../support/loopback.ts'
import { memoryPaper, paperStage, START } from '../../support/paperStage.ts'
import { YES } from '../../support/wireIds.ts'

const configOf = (over: Record<string, unknown>): Config => {
  const parsed = parseConfig(configFile(over))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.config
}

test('by type: what sends orders is built of a live configuration alone, paper of a paper one alone', () => {
  const access = { signing: createSigning(), redactor: createRedactor() }
  const parts = { store: memoryPaper(), page: () => {} }
  const never = (): readonly unknown[] => {
    const [paper, live] = [{} as PaperConfig, {} as LiveConfig]
    return [
      // @ts-expect-error A paper configuration has no wallet.
      createLiveVenue(paper, access),
      // @ts-expect-error Nor an account to ask for.
      createLiveProbe(paper, access),
      // @ts-expect-error A live bot is not to believe that it trades.
      createPaper(live, parts),
      // @ts-expect-error What paper reads the world by cannot send.
      ({} as PublicFeed).post,
    ]
  }
  expect(never).toBeTypeOf('function')
})

test('a wallet named in stage paper is nobody’s: its state belongs to no address', () => {
  const paper = configOf({ wallet: { address: WALLET } })
  const live = configOf({ stage: 'live', wallet: { address: WALLET } })
  expect([paper.wallet, paper.stack.wallet]).toEqual([null, 'paper'])
  expect(live.stack.wallet).toBe(WALLET.toLowerCase())
})

test('a rehearsal of stage live is on this machine entirely, or not at all', () => {
  const here = { clob: 'http://127.0.0.1:1', data: 'http://127.0.0.1:2', gamma: 'http://127.0.0.1:2' }
  const live = { stage: 'live', wallet: { address: WALLET } }
  expect(configOf({ ...live, hosts: here }).stage).toBe('live')
  for (const hosts of [{ clob: here.clob }, { ...here, data: 'https://data-api.polymarket.com' }]) {
    const parsed = parseConfig(configFile({ ...live, hosts }))
    expect(parsed.ok ? 'accepted' : parsed.problems.map(({ path }) => path)).toContain('hosts.clob')
  }
})

const FUNDER = `0x${'Aa'.repeat(20)}`
test.each<readonly [string, object]>([
  ['a plain key', { address: WALLET }],
  ['a plain key in capitals', { address: `0x${WALLET.slice(2).toUpperCase()}` }],
  ['wallet type 1', { address: WALLET, funder: FUNDER, signatureType: 1 }],
  ['wallet type 2', { address: WALLET, funder: FUNDER, signatureType: 2 }],
  ['wallet type 3', { address: WALLET, funder: FUNDER, signatureType: 3 }],
])(
  'with %s an accepted configuration makes a venue at once: a STOP begins without any secret',
  (_, wallet) => {
    const live = configOf({ stage: 'live', wallet })
    if (live.stage !== 'live') throw new Error('not live')
    const load = () => expect.fail('a secret was read')
    const access = { redactor: createRedactor(), load }
    expect(createLiveVenue(live, { ...access, signing: null })).toBeTypeOf('object')
    expect(createLiveVenue(live, { ...access, signing: createSigning() })).toBeTypeOf('object')
    expect(createLiveProbe(live, access)).toBeTypeOf('object')
  },
)

test('an order on paper that is handed to the real venue is a broken invariant, and nothing leaves', async () => {
  // Prepare
  const server = await listen(() => ({ json: {} }))
  const venue = venueAt(server.url)
  const stage = paperStage()
  const draft = approved({
    market: stage.feed.info?.market ?? expect.fail('no market'),
    purpose: 'entry',
    side: 'BUY',
    tokenId: YES,
    priceMicros: price(480_000),
    sizeMicros: size(20_000_000),
    postOnly: true,
    expiresAtMs: epochMs(START + 300_000),
  })
  const signing = await stage.venue.sign(draft)
  if (signing.is !== 'signed') throw new Error(signing.why)

  // Act
  const posting = venue.post(signing.order, monotonicMs(Number.MAX_SAFE_INTEGER))

  // Assess
  await expect(posting).rejects.toThrow(InvariantError)
  expect(server.seen).toEqual([])
})
