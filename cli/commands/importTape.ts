import { basename, extname, join } from 'node:path'
import type { Command } from 'commander'
import { UsageError } from '../../desk/session/usageError.ts'
import { openSource } from '../../desk/tape/openSource.ts'
import { writeTape } from '../../desk/tape/writeTape.ts'
import { failed, type Outcome, succeeded } from '../outcome.ts'
import type { Act } from '../runCommand.ts'
import { sourceOptions, type TapeOptions, withTape } from '../tapeOptions.ts'

interface ImportOptions extends TapeOptions {
  readonly out: string
}

interface Imported {
  readonly file: string
  readonly events: number
  readonly rows: number
  /** Dated like the event before. */
  readonly clamped: number
  readonly faults: readonly string[]
}

export const addImport = (program: Command, act: Act): void => {
  withTape(program.command('import'))
    .argument(
      '<file...>',
      'market-channel csv or jsonl, events.jsonl, 5-level logs, or broken tapes with --salvage',
    )
    .option('--out <folder>', 'where the tapes go', '.')
    .description('convert recordings to tapes')
    .action(act(run))
}

async function run(files: readonly string[], options: ImportOptions): Promise<Outcome> {
  const tapes: Imported[] = []
  for (const file of files) {
    const to = join(options.out, `${stem(file)}.tape`)
    if (basename(to) === basename(file) && options.salvage !== true) {
      throw new UsageError({ field: 'FILE', value: file, remedy: 'it is a tape already' })
    }
    const faults: string[] = []
    const source = await openSource(
      file,
      sourceOptions(options, (fault) => faults.push(fault.message)),
    )
    const { events, rows } = await writeTape(source, to)
    tapes.push({ file: to, events, rows, clamped: source.clamped(), faults })
  }
  const isWhole = tapes.every(({ faults }) => faults.length === 0)
  return (isWhole ? succeeded : failed)(tapes.map(describe).join('\n'), { tapes })
}

function describe({ file, events, rows, clamped, faults }: Imported): string {
  return [
    `${file}: ${events} events in ${rows} rows`,
    ...(clamped === 0
      ? []
      : [`${clamped} stamped up to a second early are dated like the event before them`]),
    ...faults.map((fault) => `valid up to a fault: ${fault}`),
  ].join('\n')
}

/** Without the endings of what it was. */
function stem(file: string): string {
  const name = basename(file).replace(/\.gz$/, '')
  return name.endsWith('.events.jsonl')
    ? name.slice(0, -'.events.jsonl'.length)
    : basename(name, extname(name))
}
