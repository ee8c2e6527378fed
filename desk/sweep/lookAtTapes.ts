import { InputError } from '../../shared/domain/inputError.ts'
import { openSource } from '../tape/openSource.ts'
import { type TapeInfo, tapeInfo } from '../tape/tapeInfo.ts'
import { tapeFingerprint } from './fingerprints.ts'
import type { TapeTerms } from './sweepJob.ts'

export interface Looked {
  readonly file: string
  readonly fingerprint: string
  readonly info: TapeInfo
  /** What the market's own file says that it came to. */
  readonly payoutMicros: number | null
}

/** Where each tape begins and ends, and that it is whole: nobody sweeps for an hour to hear of it then. */
export async function lookAtTapes(
  files: readonly string[],
  terms: TapeTerms,
  onLooked: (done: number) => void,
): Promise<{ readonly tapes: readonly Looked[] } | { readonly messages: readonly string[] }> {
  const tapes: Looked[] = []
  const messages: string[] = []
  for (const [done, file] of files.entries()) {
    onLooked(done)
    try {
      const source = await openSource(file, { ...terms, onSalvaged: terms.salvage ? () => {} : null })
      const info = await tapeInfo(source, terms.maxSilenceMs)
      if (info.events === 0) messages.push(`${file}: it holds no events. Give a whole recording.`)
      tapes.push({ file, info, payoutMicros: source.payoutMicros, fingerprint: await tapeFingerprint(file) })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      messages.push(error.message)
    }
  }
  const twice = tapes.filter(
    (tape, at) => tapes.findIndex(({ fingerprint }) => fingerprint === tape.fingerprint) < at,
  )
  for (const { file } of twice) messages.push(`${file}: it is given twice. List each tape once.`)
  return messages.length > 0 ? { messages } : { tapes }
}
