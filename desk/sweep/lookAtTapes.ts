import { InputError } from '../../shared/domain/inputError.ts'
import type { TapeTerms } from '../replay/playTape.ts'
import { givenTwice } from '../tape/givenTwice.ts'
import { marketOfTape } from '../tape/marketOfTape.ts'
import { openSource } from '../tape/openSource.ts'
import { tapeFingerprint } from '../tape/tapeFingerprint.ts'
import { type TapeInfo, tapeInfo } from '../tape/tapeInfo.ts'
import { isSameTime, type MarketSpan } from '../verdict/sameTime.ts'

export interface FoundTape {
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
): Promise<{ readonly tapes: readonly FoundTape[] } | { readonly messages: readonly string[] }> {
  const tapes: FoundTape[] = []
  const twice = await givenTwice(files)
  if (twice.length > 0) return { messages: twice }
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
  if (messages.length === 0) messages.push(...repeatedHours(tapes))
  return messages.length > 0 ? { messages } : { tapes }
}

/** The hours of one outcome count once: a setting that is good on them would look twice as good. */
function repeatedHours(tapes: readonly FoundTape[]): readonly string[] {
  return tapes.flatMap((tape, at) => {
    const [token] = tape.info.header.tokens
    const before = tapes.slice(0, at).filter(({ info }) => info.header.tokens[0] === token)
    const other = before.find((each) => isSameTime(spanOf(each), spanOf(tape)))
    if (other === undefined) return []
    return [`${tape.file}: it repeats hours of ${other.file}, of the same outcome. Give one of the two.`]
  })
}

export const spanOf = ({ file, info: { header, startMs, endMs } }: FoundTape): MarketSpan => ({
  market: marketOfTape(header, file),
  startMs,
  endMs,
})
