import { join } from 'node:path'
import { must } from './rehearsalError.ts'
import { control, type Stage, until } from './stage.ts'
import { perform } from './step.ts'
import { quoted } from './stops.ts'

const A_TICK_MS = 110_000

/** The operator's other commands, while the bot lives. */
export async function operate(stage: Stage): Promise<void> {
  const { venue, bot } = stage
  // This part alone: what was decided before belongs to the upgrade, which has its own step.
  const from = new Date().toISOString()
  await perform('status', async () => {
    const status = await bot(['status'])
    must(status['running'] === true, `the bot does not run: ${status['text']}`)
  })
  await perform('halt REASON: latched, cancelled, done', async () => {
    await quoted(stage)
    await bot(['halt', 'the', 'rehearsal', 'wants', 'it', '--wait', '90'])
    must(venue.openOrders().length === 0, 'an order outlived halt')
  })
  await perform('flatten SEQ sells what is held', async () => {
    const seq = String((await control(stage)).haltSeq)
    await bot(['flatten', seq, '--floor', '0.40', '--yes'])
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
    await bot(['resume', String((await control(stage)).haltSeq)])
  })
  await perform('cancel-all', async () => {
    await quoted(stage)
    await bot(['cancel-all', '--yes'])
  })
  await perform('ledger', () => bot(['ledger']))
  await perform('pnl', () => bot(['pnl']))
  await perform('why, of this moment', () => bot(['why', new Date().toISOString()]))
  await perform('journal replay: every decision is made again the same', () =>
    bot(['journal', 'replay', '--from', from]),
  )
}

/** Leaving: no more entries, and disarmed once nothing is held. */
export async function wayOut(stage: Stage): Promise<void> {
  const { bot, venue } = stage
  await perform('drain, until it has disarmed itself', async () => {
    await bot(['drain'])
    await until('disarmed', 4 * A_TICK_MS, async () => !(await control(stage)).armed)
    must(venue.openOrders().length === 0, 'an order is still open after drain')
  })
  await perform('disarm again changes nothing', () => bot(['disarm']))
  await perform('decommission: the ledger exported, the API key revoked', () =>
    bot(['decommission', '--yes', '--out', join(stage.folder, 'ledger.csv')]),
  )
}
