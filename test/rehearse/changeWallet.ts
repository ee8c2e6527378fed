import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import { control, type Stage } from './stage.ts'
import { perform, say } from './step.ts'
import { SUCCESSOR } from './venue.ts'

const LINE = 'npx bot rotate --wallet --new-key-file FILE --yes --config my-config.json'

/** A stack that holds nothing gets another wallet by one line: stored, deployed by the real cdk, its market rebuilt. */
export async function changeWallet(second: Stage): Promise<void> {
  await perform('rotate --wallet: another wallet, from its key in a file to rebuilt books', async () => {
    const { account, key } = SUCCESSOR
    const file = join(second.folder, 'key-of-the-successor')
    writeFileSync(file, `${key}\n`, { mode: 0o600 })
    const { out } = await paste(second, LINE, {
      words: { FILE: file },
      answers: [['Address that holds the money', account]],
    })
    must(out.includes(`changed: wallet ${account}`), `the wallet is not changed: ${out}`)
    say(`changed to the wallet ${account}`)
    must(readFileSync(second.configFile, 'utf8').includes(account), 'the configuration has the old wallet')
    const items = await second.store.marketItems()
    must(
      items.ok && items.value.every(({ state }) => state === null || state.wallet === account),
      'a market is not rebuilt for the new wallet',
    )
    must(!(await control(second)).armed, 'a bot with a new wallet is armed')
  })
}
