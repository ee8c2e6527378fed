import type { Command } from 'commander'
import { type Flattery, measureFlattery } from '../../desk/replay/flattery.ts'
import { openSource } from '../../desk/tape/openSource.ts'
import { sourceOptions, type TapeOptions, withTape } from '../data/tapeOptions.ts'
import { type Outcome, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

export const addFlattery = (program: Command, act: Act): void => {
  withTape(program.command('flattery'))
    .argument('<tape...>', 'tapes or recordings')
    .description('what each fill model says of one naive order: by how much a paper result flatters itself')
    .action(act(run))
}

async function run(files: readonly string[], options: TapeOptions): Promise<Outcome> {
  const tapes: { tape: string; models: readonly Flattery[]; salvaged: readonly string[] }[] = []
  for (const file of files) {
    const salvaged: string[] = []
    const source = await openSource(
      file,
      sourceOptions(options, (fault) => salvaged.push(fault.message)),
    )
    tapes.push({ tape: source.header.question, models: await measureFlattery(source), salvaged })
  }
  const text = tapes.map(({ tape, models, salvaged }) => [tape, ...models.map(line), ...salvaged].join('\n'))
  return succeeded(text.join('\n'), { tapes })
}

function line({ model, filled, orders, markoutCents }: Flattery): string {
  const markout = markoutCents === null ? 'none filled' : `${signed(markoutCents)} c/share after 60 s`
  return `  ${model.padEnd(12)} ${String(filled).padStart(5)} of ${orders} filled, ${markout}`
}

const signed = (cents: number): string => `${cents < 0 ? '' : '+'}${cents.toFixed(2)}`
