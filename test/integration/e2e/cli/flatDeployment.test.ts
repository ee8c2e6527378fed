import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketFile } from '../../../support/configFile.ts'
import { type CliStage, startCliStage, ticked } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await startCliStage({
    deployedMarkets: [marketFile({ minHistorySeconds: 0, minEdgeTicks: 4, sendDeadlineMs: 1_500 })],
  })
})
afterAll(() => stage.close())

test('a stack that still has a file of the flat form says every new place, and is operated by a file', async () => {
  const status = await stage.bot('status')
  expect(status.exit).toBe(2)
  const told = status.err + status.out
  for (const line of [
    'deploy again with a correct one, or name a file with --config:',
    'markets[0].minHistorySeconds = 0: moved to markets[0].regime.minHistorySeconds (or defaults.regime.minHistorySeconds for every market)',
    'markets[0].minEdgeTicks = 4: moved to markets[0].quote.minEdgeTicks (or defaults.quote.minEdgeTicks for every market)',
    'markets[0].sendDeadlineMs = 1500: moved to expert.sendDeadlineMs',
  ]) {
    expect(told).toContain(line)
  }

  const byFile = ['--config', stage.configFile]
  expect((await ticked(stage, stage.bot('arm', '--yes', ...byFile))).exit).toBe(0)
  expect((await stage.bot('status', ...byFile)).json).toMatchObject({ running: true })
  expect((await ticked(stage, stage.bot('halt', 'upgrade', ...byFile))).exit).toBe(0)
  expect((await stage.bot('status', ...byFile)).json).toMatchObject({ running: false })
})
