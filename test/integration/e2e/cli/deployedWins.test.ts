import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configFile, marketFile } from '../../../support/configFile.ts'
import { MARKET } from '../../../support/wireIds.ts'
import { ACCOUNT, type CliStage, startCliStage, ticked } from './stage.ts'

let stage: CliStage
beforeAll(async () => {
  stage = await startCliStage()
})
afterAll(() => stage.close())

/** Of the same stack, but of another market, and of a venue that is not there. */
function differingFile(): string {
  const file = join(stage.folder, 'my-other.json')
  const nowhere = 'http://127.0.0.1:9'
  const content = configFile({
    stage: 'live',
    wallet: { address: ACCOUNT },
    hosts: { clob: nowhere, data: nowhere, gamma: nowhere },
    markets: [marketFile({ market: `0x${'b2'.repeat(32)}` })],
  })
  writeFileSync(file, JSON.stringify(content))
  return file
}

test('where the file differs from what is deployed, every command acts by what is deployed, and says so', async () => {
  // Prepare
  const file = differingFile()
  const note = `${file} differs from the deployed configuration, which applies here: "npx bot deploy --config ${file}" shows how`
  const stderr: string[] = []
  const write = process.stderr.write.bind(process.stderr)
  process.stderr.write = (text: string | Uint8Array) => stderr.push(String(text)) > 0
  const byFile = async (...args: readonly string[]) => {
    stderr.length = 0
    const run = await ticked(stage, stage.bot(...args, '--config', file))
    return { ...run, notes: stderr.filter((text) => text === `${note}\n`).length }
  }

  try {
    // Act
    const doctor = await byFile('doctor')
    const armed = await byFile('arm', '--yes')
    await stage.tick()
    const resting = stage.exchange.openOrders(ACCOUNT).map(({ market }) => market)
    const status = await byFile('status')
    const cancelled = await byFile('cancel-all', '--yes')

    // Assess
    expect([doctor, armed, status, cancelled].map(({ exit, notes }) => [exit, notes])).toEqual(
      Array.from({ length: 4 }, () => [0, 1]),
    )
    expect(resting).toEqual([MARKET])
    expect(status.json).toMatchObject({ markets: [{ market: MARKET, configured: true }] })
    expect(stage.exchange.openOrders(ACCOUNT)).toEqual([])
  } finally {
    process.stderr.write = write
  }
})
