import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchBot } from '../../../../cli/operate/watchBot.ts'
import { marketFile } from '../../../support/configFile.ts'
import { STACK } from './fakeStack.ts'
import { type CliStage, startCliStage, ticked } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  // A wallet that is named is for later: in stage paper nothing of it is used.
  stage = await startCliStage({
    config: { stage: 'paper', markets: [marketFile({ regime: { minHistorySeconds: 0 } })] },
  })
  stage.aws.parameters.clear()
})
afterAll(() => stage.close())

test('a paper stack is looked at, armed, watched and accounted for by the same commands, without any secret', async () => {
  // Act
  const doctor = await stage.bot('doctor')
  const armed = await ticked(stage, stage.bot('arm', '--yes'))
  await stage.tick()
  const status = await stage.bot('status')
  const pnl = await stage.bot('pnl')
  const halted = await stage.bot('cancel-all', '--yes')

  // Assess
  expect([doctor.exit, armed.exit, status.exit, pnl.exit, halted.exit]).toEqual([0, 0, 0, 0, 0])
  const findings = doctor.json['findings'] as readonly { field: string; value: string }[]
  expect(findings).toContainEqual(
    expect.objectContaining({ field: 'stage', value: expect.stringMatching(/^paper/) }),
  )
  expect(findings).toContainEqual(expect.objectContaining({ field: 'wallet', value: 'paper' }))
  expect(String(armed.json['text'] ?? armed.out)).toMatch(/armed/)
  expect(status.json).toMatchObject({ stage: 'paper', running: true })
  expect(status.out).toMatch(/stage paper: .*no order is sent/)
  expect(pnl.out).toMatch(/on paper/)
  expect(stage.aws.asked.filter((operation) => /Parameter/.test(operation))).toEqual([])
  expect(stage.exchange.markets()).toHaveLength(1)
  for (const route of stage.venue.calls.keys()) expect(route).toMatch(/^GET /)
})

test('it is watched live: what it does, and a halt from the page, in the words of the commands', async () => {
  const options = { stack: STACK, region: 'eu-west-1', endpointUrl: stage.aws.url }
  const bot = await watchBot(options, 1)
  try {
    expect(bot.view()).toMatchObject({
      title: STACK,
      stage: 'paper',
      mode: 'RUNNING',
      problem: null,
      mayAct: true,
      outcomes: [{ mode: 'NORMAL', exposure: expect.any(Number), cap: expect.any(Number) }],
    })
    expect(await bot.act('drain')).toMatch(/^draining: no entries/)
    expect(await bot.act('halt')).toMatch(/^halted by STOP 2; not done yet/)
    await expect.poll(() => bot.view().mode, { timeout: 30_000 }).toBe('HALTED')
  } finally {
    await bot.close()
  }
})
