import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareTrades } from '../../../../cli/account/compareTrades.ts'
import { epochMs, size } from '../../../../shared/domain/units.ts'
import { startArmed } from '../../../../shared/operator/startArmed.ts'
import { MARKET } from '../../../support/wireIds.ts'
import { ACCOUNT, type CliStage, startCliStage } from './stage.ts'

let stage: CliStage
beforeEach(async () => {
  stage = await startCliStage()
  await startArmed(stage.store)
})
afterEach(() => stage.close())

/** The entry is quoted, sold to, settled and seen. */
async function buy(): Promise<void> {
  await stage.tick()
  await stage.tick()
  expect(stage.sellToEntry()).toBe(true)
  await expect.poll(() => stage.exchange.trades(ACCOUNT).at(-1)?.status).toBe('CONFIRMED')
  await stage.tick()
}

const tradeId = () => stage.exchange.trades(ACCOUNT)[0]?.id ?? 'none'

test('a fill is in ledger and P&L, which agree with the venue; the journal proves each decision again', async () => {
  await buy()

  const ledger = await stage.bot('ledger', '--time-zone', 'Europe/Berlin')
  const pnl = await stage.bot('pnl')
  const journal = await stage.bot('journal', '--last', '1h')
  const replay = await stage.bot('journal', 'replay')
  const why = await stage.bot('why', tradeId())
  const then = await stage.bot('why', new Date(Date.now() + 1_000).toISOString())
  // As "status" prints the last tick: by its second, though it happened within that second.
  const [, printed = ''] =
    /(\d\d:\d\d:\d\d) [^\n]*\n(?!.*\d\d:\d\d:\d\d )/.exec(`${(await stage.bot('status')).json['text']}\n`) ??
    []
  const lastMs = stage.aws.logLines.at(-1)?.atMs ?? 0
  const thatSecond = await stage.bot('why', printed)

  const other = `0x${'12'.repeat(32)}`
  expect((await stage.bot('journal', '--market', MARKET)).json).toEqual(journal.json)
  expect((await stage.bot('journal', '--market', other)).json).toMatchObject({ ticks: [] })
  expect((await stage.bot('why', tradeId(), '--market', MARKET)).exit).toBe(0)
  expect((await stage.bot('why', tradeId(), '--market', other)).json).toMatchObject({ legs: [] })
  expect((await stage.bot('status', '--market', MARKET)).json).toMatchObject({
    markets: [{ market: MARKET }],
  })
  expect((await stage.bot('status', '--market', other)).json).toMatchObject({ markets: [], ticks: [] })

  const [row] = ledger.json['rows'] as string[][]
  expect(ledger.exit).toBe(0)
  expect(row).toEqual(expect.arrayContaining(['BUY', 'maker', 'CONFIRMED', tradeId(), MARKET]))
  expect(pnl.json).toMatchObject({ comparison: { agreeing: 1, differences: [] }, problems: [] })
  expect(pnl.exit).toBe(0)
  expect(journal.json['text']).toContain('ENTRY_PENDING')
  expect(replay).toMatchObject({ exit: 0, json: { same: 3, different: 0, notComparable: 0 } })
  expect(why.exit).toBe(0)
  expect(why.json['text']).toMatch(/BUY .* as maker.*CONFIRMED/)
  expect(why.json['text']).toMatch(/the market: 0.46 bid for .*mid 0.48, spread 0.04/)
  expect(why.json['text']).toContain('1 min later: no tick saw the market then')
  expect(then.json['text']).toContain(`market a test market (${MARKET})`)
  expect(printed).toBe(new Date(lastMs).toISOString().slice(11, 19))
  expect(String(thatSecond.json['text'])).toContain(new Date(lastMs).toISOString())
})

test('what only one side has is named, but for what may still be on its way', async () => {
  await buy()
  const items = await stage.store.marketItems()
  const leg = items.ok ? items.value[0]?.state?.legs[0] : undefined
  if (leg === undefined) throw new Error('no leg')
  const later = { markets: [MARKET], nowMs: leg.matchedAtMs + 600_000 }

  const none = compareTrades([], [leg], later)
  const other = compareTrades([{ ...leg, sizeMicros: size(1) }], [leg], later)
  const invented = compareTrades([leg], [], later)
  const fresh = compareTrades([], [leg], { ...later, nowMs: leg.matchedAtMs })

  expect(none.differences).toEqual([expect.stringMatching(/^only at the venue: BUY/)])
  expect(other.differences).toEqual([expect.stringMatching(/^booked as BUY 0.000001 .* at the venue BUY/)])
  expect(invented.differences).toEqual([expect.stringMatching(/^only in the ledger: BUY/)])
  expect(fresh.differences).toEqual([])
})

test('a journal whose record was changed does not prove itself', async () => {
  await buy()
  const file = join(stage.folder, 'journal.log')
  const spoiled = stage.aws.logLines.map(({ message }, index) =>
    index === 1 ? message.replace('"row":"', '"row":"another ') : message,
  )
  writeFileSync(file, ['not a line of ours', ...spoiled, '{"_aws":{}}'].join('\n'))

  const replay = await stage.bot('journal', 'replay', '--file', file)

  expect(replay).toMatchObject({ exit: 1, json: { same: 2, different: 1 } })
  expect(replay.json['text']).toContain('different: another row')
})

test('decommission waits while something is held, then exports, revokes and says what is left', async () => {
  await buy()
  const file = join(stage.folder, 'ledger.csv')

  const waiting = await stage.bot('decommission', '--yes', '--out', file)
  expect(waiting).toMatchObject({ exit: 1, json: { step: 'drain' } })
  expect(waiting.json['text']).toContain('draining: shares or orders are still held')

  // The operator sells out: the crowd's bids are back, and the ticks take them.
  stage.feed(46, 50)
  await stage.store.latchMessage({ code: 'OPERATOR', text: 'leaving', atMs: epochMs(Date.now()) })
  await stage.tick()
  const bounded = await stage.bot('flatten', '2')
  expect(bounded.exit).toBe(2)
  expect(bounded.json['text']).toContain('to bids no further below the mid than takerSlippageCents')
  const below = await stage.bot('flatten', '2', '--floor', '0.01')
  expect(below.exit).toBe(2)
  expect(below.json['text']).toContain(
    `--floor = 0.01 is below exitFloor = 0.1 of ${MARKET}: lower bids than 0.1 are taken too. To take none, use --floor 0.1`,
  )
  expect((await stage.bot('flatten', '2', '--floor', '0.1')).json['text']).not.toContain('exitFloor')
  expect(await stage.bot('flatten', '2', '--floor', '0.01', '--yes')).toMatchObject({ exit: 0 })
  for (let round = 0; round < 6; round += 1) await stage.tick()
  expect((await stage.bot('status')).json).toMatchObject({ markets: [{ shares: '0', phase: 'IDLE' }] })

  const dry = await stage.bot('decommission', '--out', file)
  const done = await stage.bot('decommission', '--yes', '--out', file)

  expect(dry.exit).toBe(2)
  expect(done.json['text']).toContain('the API key is revoked')
  expect(done.exit).toBe(0)
  expect(readFileSync(file, 'utf8').trim().split('\r\n')).toHaveLength(3)
  expect(done.json['commands']).toEqual([
    'aws cloudformation delete-stack --stack-name MarketMaker-live --region eu-west-1',
    'aws cloudformation wait stack-delete-complete --stack-name MarketMaker-live --region eu-west-1',
    expect.stringMatching(/^aws ssm delete-parameters --names \S+wallet-key \S+api-credentials /),
    // The fixture's stack made the key of its secrets, which outlives it by the window.
    expect.stringMatching(/^aws kms schedule-key-deletion --key-id \S+ --pending-window-in-days 7 /),
    expect.stringMatching(/--no-deletion-protection-enabled/),
    expect.stringMatching(/^aws dynamodb delete-table --table-name cli /),
    expect.stringMatching(/^aws dynamodb wait table-not-exists --table-name cli /),
    'sleep 180',
    expect.stringMatching(/^aws logs delete-log-group --log-group-name tick-log /),
    expect.stringMatching(/^aws logs delete-log-group --log-group-name stop-log /),
    'npx bot decommission --yes --stack MarketMaker-live --region eu-west-1',
  ])
  // Its lines may be asked for again, when there is no API key any more.
  for (const keys of [[], ['--key-file', stage.keyFile]]) {
    const again = await stage.bot('decommission', '--yes', '--out', join(stage.folder, 'again.csv'), ...keys)
    expect(again.json['commands']).toEqual(done.json['commands'])
    expect(again.exit).toBe(0)
  }
})
