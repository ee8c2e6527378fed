import type { Command } from 'commander'
import { openSource } from '../../desk/tape/openSource.ts'
import { type TapeInfo, tapeInfo } from '../../desk/tape/tapeInfo.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { sourceOptions, type TapeFlags, withTape } from './tapeOptions.ts'

/** As `replay` counts gaps where nothing else is said. */
const MAX_SILENCE_MS = 600_000

export const addTape = (program: Command, act: Act): void => {
  const tape = program.command('tape').description('tapes of markets')
  withTape(tape.command('info'))
    .argument('<file>', 'a tape or a recording')
    .description('read the whole tape and summarise it')
    .action(act(run))
}

async function run(file: string, options: TapeFlags): Promise<CommandResult> {
  const faults: string[] = []
  const source = await openSource(
    file,
    sourceOptions(options, (fault) => faults.push(fault.message)),
  )
  const info = await tapeInfo(source, MAX_SILENCE_MS)
  const text = [describe(info), ...faults.map((fault) => `valid up to a fault: ${fault}`)].join('\n')
  return faults.length === 0 ? succeeded(text, { ...info }) : failed(text, { ...info, faults })
}

function describe({ format, header, events, rows, startMs, endMs, kinds, gaps }: TapeInfo): string {
  const counts = Object.entries(kinds).filter(([, count]) => count > 0)
  const start = header.gameStartMs === null ? 'no game' : `game starts ${iso(header.gameStartMs)}`
  return [
    `${header.question} (${format})`,
    `token ${header.tokens[0]}, tick ${formatMicros(header.tickMicros)}, ` +
      `minimum ${formatMicros(header.minSizeMicros)} shares, fee ${header.feeRatePpm} ppm, ${start}`,
    `${iso(startMs)} to ${iso(endMs)}: ${counted(events, 'event')} in ${counted(rows, 'row')}`,
    counts.map(([name, count]) => `${name} ${count}`).join(', '),
    ...gaps.map(
      ({ fromMs, toMs, marked }) => `${marked ? 'marked gap' : 'silence'} ${iso(fromMs)} to ${iso(toMs)}`,
    ),
  ].join('\n')
}

const iso = (atMs: number): string => new Date(atMs).toISOString()
