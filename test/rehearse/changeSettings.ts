import { readFileSync, writeFileSync } from 'node:fs'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientOf } from './clientOf.ts'
import { paste } from './paste.ts'
import { must } from './rehearsalError.ts'
import type { Stage } from './stage.ts'
import { perform, say } from './step.ts'
import { unharmed } from './unharmed.ts'

const LINE = 'npx bot deploy --config my-config.json'
const CHANGE = 'markets[0].maxDailyLossUsdc: 10 -> 9'
const QUESTION = 'Deploy this?'

/** A change of settings in mid-position: shown, asked for, deployed; and what was decided before is proven after it. */
export async function changeSettings(stage: Stage): Promise<void> {
  await perform(
    'deploy of a changed setting shows it and asks; answered no, it deploys nothing',
    async () => {
      edit(stage, (market) => ({ ...market, maxDailyLossUsdc: 9 }))
      const before = await codeOf(stage)
      const { out } = await paste(stage, LINE, { answers: [[QUESTION, 'no']], expect: 2 })
      must(out.includes(CHANGE), `the change is not shown: ${out}`)
      say(CHANGE)
      must((await codeOf(stage)) === before, 'it was deployed without a yes')
    },
  )
  await perform('answered yes it deploys exactly that, in mid-position', () =>
    unharmed(stage, async () => {
      const before = await codeOf(stage)
      await paste(stage, LINE, { answers: [[QUESTION, 'yes']] })
      must((await codeOf(stage)) !== before, 'the tick function has its old settings')
      const again = await paste(stage, LINE, { answers: [[QUESTION, 'no']], expect: 2 })
      must(again.out.includes('no setting changes'), `something is still to change: ${again.out}`)
    }),
  )
  await perform('journal replay proves what was decided before and after it', async () => {
    const { out } = await paste(stage, 'npx bot journal replay --config my-config.json')
    say(out.trim())
  })
}

/** Edits the one market of the file, as a person does. */
function edit({ configFile }: Stage, change: (market: object) => object): void {
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as { readonly markets: readonly object[] }
  writeFileSync(configFile, JSON.stringify({ ...config, markets: config.markets.map(change) }, null, 2))
}

/** Of the tick function: settings travel in it. */
async function codeOf({ emulator, outputs }: Stage): Promise<string | undefined> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: outputs.TickFunctionName })
  return (await new LambdaClient(clientOf(emulator)).send(command)).CodeSha256
}
