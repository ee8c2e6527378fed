import { basename, extname, join } from 'node:path'
import type { Command } from 'commander'
import { openLocalFile } from '../../desk/tape/archive/archiveFile.ts'
import { archiveTapeName } from '../../desk/tape/archive/archiveTapeName.ts'
import { openArchive } from '../../desk/tape/archive/openArchive.ts'
import { parquetHour } from '../../desk/tape/archive/parquetHour.ts'
import { makeFolder } from '../../desk/tape/makeFolder.ts'
import { isParquet, openSource, type SourceOptions, salvaged } from '../../desk/tape/openSource.ts'
import type { TapeSource } from '../../desk/tape/tapeSource.ts'
import { writeTape } from '../../desk/tape/writeTape.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { namedBook } from './namedBook.ts'
import { sourceOptions, type TapeFlags, withTape } from './tapeOptions.ts'
import { writtenTo } from './writtenTo.ts'

const ALREADY_A_TAPE = 'it is a tape already: replay it as it is, or write its valid part with --salvage'

interface ImportOptions extends TapeFlags {
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
      'market-channel csv or jsonl, hours of the public archive (parquet; they become one tape), events.jsonl, ' +
        '5-level logs, or broken tapes with --salvage',
    )
    .option('--out <folder>', 'folder of the tapes', '.')
    .description('convert recordings to tapes')
    .action(act(run))
}

async function run(files: readonly string[], given: ImportOptions): Promise<CommandResult> {
  const options = await namedBook(given)
  makeFolder('--out', options.out)
  const archives: string[] = []
  for (const file of files) if (await isParquet(file)) archives.push(file)
  const recordings = files.filter((each) => !archives.includes(each))
  refuseOneName(recordings)
  const tapes: Imported[] = []
  if (archives.length > 0) tapes.push(await importArchive(archives, options))
  for (const file of recordings) {
    const to = join(options.out, `${stem(file)}.tape`)
    if (basename(to) === basename(file) && options.salvage !== true) {
      throw wrongValue('FILE', file, ALREADY_A_TAPE)
    }
    tapes.push(await importTo(to, options, (choice) => openSource(file, choice)))
  }
  const isWhole = tapes.every(({ faults }) => faults.length === 0)
  return (isWhole ? succeeded : failed)(tapes.map(describe).join('\n'), { tapes })
}

/** The later of two would take the place of the earlier. @throws InputError */
function refuseOneName(files: readonly string[]): void {
  for (const [at, file] of files.entries()) {
    const other = files.slice(0, at).find((before) => stem(before) === stem(file))
    if (other === undefined) continue
    const remedy = `its tape would get the same name as that of ${other}: import it into another folder with --out`
    throw wrongValue('FILE', file, remedy)
  }
}

async function importArchive(files: readonly string[], options: ImportOptions): Promise<Imported> {
  const inputs = files.map((name) => parquetHour(name, () => openLocalFile(name)))
  const to = join(options.out, archiveTapeName(files, options))
  return importTo(to, options, async (choice) =>
    salvaged(
      await openArchive(inputs, {
        ...choice,
        onHour: ({ hour, of, name, events }) =>
          say(`${hour} of ${of} hours, ${basename(name)}: ${counted(events, 'event')} so far`),
      }),
      choice.onSalvaged,
    ),
  )
}

async function importTo(
  to: string,
  options: ImportOptions,
  open: (choice: SourceOptions) => Promise<TapeSource>,
): Promise<Imported> {
  const faults: string[] = []
  const source = await open(sourceOptions(options, (fault) => faults.push(fault.message)))
  const { events, rows } = await writtenTo(to, () => writeTape(source, to))
  return { file: to, events, rows, clamped: source.clamped(), faults }
}

function describe({ file, events, rows, clamped, faults }: Imported): string {
  return [
    `${file}: ${events} events in ${counted(rows, 'row')}`,
    ...(clamped === 0
      ? []
      : [`${clamped} stamped up to a second early got the time of the event before them`]),
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
