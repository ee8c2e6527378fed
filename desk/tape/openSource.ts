import { basename } from 'node:path'
import { InputError } from '../../shared/domain/inputError.ts'
import { openLocalFile } from './archive/archiveFile.ts'
import { openArchive } from './archive/openArchive.ts'
import { parquetHour } from './archive/parquetHour.ts'
import { openBytes } from './byteStream.ts'
import { csvRecording } from './channel/csvRecording.ts'
import { jsonRecording } from './channel/jsonRecording.ts'
import { eventsRecording } from './eventsRecording.ts'
import { type Block, TAPE_MAGIC } from './format.ts'
import { logRecording } from './logRecording.ts'
import { type MarketFile, marketFileOf, readMarketFile } from './marketFile.ts'
import { readTapeHeader, tapeBlocks } from './readTape.ts'
import { recordedSource } from './recordedSource.ts'
import type { MarketFacts, RecordingChoice, RecordingFormat } from './recording.ts'
import type { TapeSource } from './tapeSource.ts'
import { textLines } from './textLines.ts'

const PARQUET_MAGIC = Buffer.from('PAR1', 'latin1')
const FORMATS: readonly RecordingFormat[] = [eventsRecording, csvRecording, logRecording, jsonRecording]
export interface SourceOptions extends RecordingChoice {
  /** Overrides what the file states, and the market's own file. */
  readonly facts: MarketFacts
  /** The market's own file; absent: the one next to the recording, where there is one. */
  readonly marketFile?: string
  /** A fault ends the tape instead of failing; it is passed to this. null: it fails. */
  readonly onSalvaged: ((fault: InputError) => void) | null
}

/** @throws InputError where it is neither a tape nor a recording, or is damaged at its head. */
export async function openSource(file: string, options: SourceOptions): Promise<TapeSource> {
  const { marketFile } = options
  const market = await readMarketFile(marketFile ?? marketFileOf(file))
  if (market !== null) {
    const source = await opened(file, { ...options, facts: { ...market.facts, ...options.facts } })
    return { ...source, payoutMicros: payoutOf(market, source) }
  }
  if (marketFile === undefined) return opened(file, options)
  const remedy = 'Name the file that holds the market as the venue lists it.'
  throw new InputError({ file: marketFile, what: 'there is no such file', remedy })
}

/** What a share of the tape's token paid. A recording whose tokens have no ids numbers them from 1. */
function payoutOf({ market, tokens, payouts }: MarketFile, { file, header }: TapeSource): number | null {
  const [token] = header.tokens
  const another = (which: string): InputError => {
    const what = `its market file is of another market: ${which}`
    return new InputError({ file, what, remedy: 'Give the file of its own market.' })
  }
  if (market !== null && header.market !== null && market.toLowerCase() !== header.market) {
    throw another(`it is ${market}, not ${header.market}`)
  }
  const named = token.length > 1 ? token : tokens[Number(token) - 1]
  if (tokens.length > 0 && (named === undefined || !tokens.includes(named))) {
    throw another(`it does not have token ${token}`)
  }
  return named === undefined ? null : (payouts.get(named) ?? null)
}

async function opened(file: string, options: SourceOptions): Promise<TapeSource> {
  const head = await firstBytes(file)
  if (head.length === 0)
    throw new InputError({ file, what: 'the file is empty', remedy: 'Give a tape or a recording.' })
  if (isParquetHead(head)) {
    const archive = [parquetHour(file, () => openLocalFile(file))]
    return salvaged(await openArchive(archive, options), options.onSalvaged)
  }
  const isTape = head.subarray(0, 6).equals(TAPE_MAGIC.subarray(0, Math.min(6, head.length)))
  const source = isTape ? await tape(file, options) : await recording(file, options)
  return salvaged(source, options.onSalvaged)
}

/** @throws InputError where it cannot be read. */
export const isParquet = async (file: string): Promise<boolean> => isParquetHead(await firstBytes(file))

const isParquetHead = (head: Buffer): boolean => head.subarray(0, PARQUET_MAGIC.length).equals(PARQUET_MAGIC)

/** Ends it at its first fault, which is reported, where `onSalvaged` is given. */
export const salvaged = (source: TapeSource, onSalvaged: SourceOptions['onSalvaged']): TapeSource => ({
  ...source,
  blocks: () => salvaging(source.blocks(), onSalvaged),
})

async function tape(file: string, { facts, token }: SourceOptions): Promise<TapeSource> {
  const header = { ...(await readTapeHeader(file)), ...facts }
  if (token !== undefined && token !== header.tokens[0]) {
    const what = `it is a tape of token ${header.tokens[0]}`
    throw new InputError({ file, what, remedy: 'Leave out --token, or name this one.' })
  }
  return {
    file,
    format: 'tape',
    header,
    payoutMicros: null,
    clamped: () => 0,
    blocks: () => tapeBlocks(file),
  }
}

async function recording(file: string, options: SourceOptions): Promise<TapeSource> {
  const first = (await textLines(file).next()).value
  const format = FORMATS.find((each) => each.recognises(first?.text ?? ''))
  if (format === undefined) {
    const names = FORMATS.map(({ name }) => name).join(', ')
    const remedy = `Give a tape or one of: ${names}.`
    throw new InputError({ file, at: { line: 1 }, what: 'this is not a recording', remedy })
  }
  return recordedSource(await format.open(file, options), {
    file,
    format: format.name,
    given: options.facts,
    source: `${format.name} ${basename(file)}`,
  })
}

async function firstBytes(file: string): Promise<Buffer> {
  const bytes = await openBytes(file)
  try {
    return Buffer.from(await bytes.take(TAPE_MAGIC.length))
  } finally {
    await bytes.close()
  }
}

async function* salvaging(
  blocks: AsyncGenerator<Block>,
  onSalvaged: SourceOptions['onSalvaged'],
): AsyncGenerator<Block> {
  try {
    yield* blocks
  } catch (error) {
    if (onSalvaged === null || !(error instanceof InputError)) throw error
    onSalvaged(error)
  }
}
