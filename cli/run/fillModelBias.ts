import type { Command } from 'commander'
import { type FillModelBias, measureFillModelBias } from '../../desk/replay/fillModelBias.ts'
import { openSource } from '../../desk/tape/openSource.ts'
import { sourceOptions, type TapeFlags, withTape } from '../data/tapeOptions.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

export const addFillModelBias = (program: Command, act: Act): void => {
  withTape(program.command('fill-model-bias'))
    .argument('<tape...>', 'tapes or recordings')
    .description('fills and markouts of one naive order under each fill model: how optimistic each model is')
    .action(act(run))
}

async function run(files: readonly string[], options: TapeFlags): Promise<CommandResult> {
  const tapes: { tape: string; models: readonly FillModelBias[]; salvaged: readonly string[] }[] = []
  for (const file of files) {
    const salvaged: string[] = []
    const source = await openSource(
      file,
      sourceOptions(options, (fault) => salvaged.push(fault.message)),
    )
    tapes.push({ tape: source.header.question, models: await measureFillModelBias(source), salvaged })
  }
  const text = tapes.map(({ tape, models, salvaged }) => [tape, ...models.map(line), ...salvaged].join('\n'))
  return succeeded(text.join('\n'), { tapes })
}

function line({ model, filled, orders, markoutCents }: FillModelBias): string {
  const markout = markoutCents === null ? 'none filled' : `${signed(markoutCents)} c/share after 60 s`
  return `  ${model.padEnd(12)} ${String(filled).padStart(5)} of ${orders} filled, ${markout}`
}

const signed = (cents: number): string => `${cents < 0 ? '' : '+'}${cents.toFixed(2)}`
