import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform } from './step.ts'
import { quoted } from './stops.ts'

const A_TICK_MS = 110_000

/** The operator's other commands, while the bot lives. */
export async function operate(stage: Stage): Promise<void> {
  const { venue, bot } = stage
  // This part alone: what was decided before may be the predecessor's.
  const from = new Date().toISOString()
  const seq = async (): Promise<string> => String((await control(stage)).haltSeq)
  await perform('status', async () => {
    await paste(stage, 'npx bot status --config my-config.json')
    const status = await bot(['status'])
    must(status['running'] === true, `the bot does not run: ${status['text']}`)
  })
  await perform('halt REASON: latched, cancelled, done', async () => {
    await quoted(stage)
    await paste(stage, 'npx bot halt I want to look --config my-config.json')
    must(venue.openOrders().length === 0, 'an order outlived halt')
  })
  await perform('flatten SEQ sells what is held, by the bound and by the operator’s floor', async () => {
    await paste(stage, 'npx bot flatten SEQ --yes --config my-config.json', {
      words: { SEQ: await seq() },
    })
    const line = 'npx bot flatten SEQ --floor 0.40 --yes --config my-config.json'
    // A tick may have sold all of it by now.
    const floor = await paste(stage, line, { words: { SEQ: await seq() }, expect: [0, 1] })
    must(
      floor.exit === 0 || /nothing is held|may be done already/.test(floor.out),
      `flatten with a floor: ${floor.out}`,
    )
    await until('flat', A_TICK_MS, async () => {
      const items = await stage.store.marketItems()
      return items.ok && items.value.every(({ state }) => state === null || state.phase === 'IDLE')
    })
  })
  await perform('adopt: the market again from what the venue says', async () => {
    await until('flatten is over', A_TICK_MS, async () => (await control(stage)).flatten === null)
    await bot(['adopt', '--yes'])
  })
  await perform('resume', async () => {
    await paste(stage, 'npx bot resume SEQ --config my-config.json', { words: { SEQ: await seq() } })
  })
  await perform('cancel-all with the key in a file, which needs no secrets of AWS', async () => {
    await quoted(stage)
    await paste(stage, 'npx bot cancel-all --yes --key-file FILE --config my-config.json', {
      words: { FILE: keyFile(stage) },
    })
  })
  await drainOne(stage)
  await perform('the books: ledger, pnl, and what it costs', async () => {
    const line =
      'npx bot ledger --year 2026 --time-zone Europe/Berlin --out ledger.csv --config my-config.json'
    await paste(stage, line, { words: { 'ledger.csv': join(stage.folder, 'ledger.csv') } })
    await paste(stage, 'npx bot pnl --config my-config.json')
    const page = `--report ${join(stage.folder, 'report.html')} --last 7d`
    await paste(stage, 'npx bot report --last 7d --config my-config.json', {
      words: { '--last 7d': page },
    })
    await paste(stage, 'npx bot cost --config my-config.json')
  })
  await perform('why, of this moment', () =>
    paste(stage, 'npx bot why TRADE --config my-config.json', {
      words: { TRADE: new Date().toISOString() },
    }),
  )
  await perform('journal replay: every decision is made again the same', () =>
    bot(['journal', 'replay', '--from', from]),
  )
}

async function drainOne(stage: Stage): Promise<void> {
  const { bot } = stage
  await perform('drain of one market, until it is empty; then it trades again', async () => {
    const items = await stage.store.marketItems()
    const market = items.ok ? items.value[0]?.market : undefined
    must(market !== undefined, 'no market item to drain')
    await paste(stage, 'npx bot drain --market X --config my-config.json', { words: { X: market } })
    await until('drained', 4 * A_TICK_MS, async () => {
      const read = await stage.store.marketItems()
      return read.ok && read.value.every(({ state }) => state === null || isEmpty(state))
    })
    must((await control(stage)).armed, 'the drain of one market disarmed the bot')
    await bot(['drain', '--market', market, '--off'])
  })
}

/** Leaving: no more entries, and disarmed once nothing is held. */
export async function wayOut(stage: Stage): Promise<void> {
  const { venue } = stage
  await perform('drain, until it has disarmed itself', async () => {
    await paste(stage, 'npx bot drain --config my-config.json')
    await until('disarmed', 4 * A_TICK_MS, async () => !(await control(stage)).armed)
    must(venue.openOrders().length === 0, 'an order is still open after drain')
  })
  await perform('disarm again changes nothing', () => paste(stage, 'npx bot disarm --config my-config.json'))
  await perform('halt is a line of its own on the first page and before a roll-back', async () => {
    await paste(stage, 'npx bot halt REASON --config my-config.json')
    await paste(stage, 'npx bot halt roll-back --config my-config.json')
  })
  await perform('decommission: the ledger exported, the API key revoked', () => decommission(stage))
}

/** The ledger is written next to the caller; here it may not stay there. */
async function decommission(stage: Stage): Promise<void> {
  const line = 'npx bot decommission --yes --key-file FILE --config my-config.json'
  const { out } = await paste(stage, line, {
    words: {
      '--yes': `--yes --out ${join(stage.folder, 'decommission-ledger.csv')}`,
      FILE: keyFile(stage),
    },
  })
  must(out.includes('the API key is revoked'), `the API key is not revoked: ${out}`)
}

/** The operator's own copy of the wallet key: on AWS nobody can read that of the bot. */
function keyFile({ folder, owner }: Stage): string {
  const file = join(folder, 'key-of-the-owner')
  writeFileSync(file, `${owner.key}\n`, { mode: 0o600 })
  return file
}
