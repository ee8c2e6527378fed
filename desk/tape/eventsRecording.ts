import { basename } from 'node:path'
import { InputError } from '../../shared/domain/inputError.ts'
import { parseTapeLine } from './feed/tapeLine.ts'
import type { RecordedEvent, RecordedFacts, RecordingChoice, RecordingFormat } from './recording.ts'
import { SALVAGE } from './salvage.ts'
import { type TextLine, textLines } from './textLines.ts'

/** `*.events.jsonl`: one token's book as snapshots and deltas, with trades inferred by who made it. */
export const eventsRecording: RecordingFormat = {
  name: 'events.jsonl',
  recognises: (line) => /^\{"type"\s*:\s*"meta"/.test(line),
  async open(file, choice) {
    return { facts: await factsOf(file, choice), events: () => eventsOf(file) }
  },
}

async function factsOf(file: string, { outcome, token }: RecordingChoice): Promise<RecordedFacts> {
  for await (const parsed of parsedLines(file)) {
    if (parsed.is !== 'meta') break
    if (outcome === 1 || (token !== undefined && token !== parsed.token)) {
      const what = `it holds the book of token ${parsed.token} alone`
      const remedy = 'Leave out --second-outcome, or name this token.'
      throw new InputError({ file, at: { line: 1 }, what, remedy })
    }
    return {
      market: null,
      tokens: [parsed.token, parsed.otherToken],
      outcomes: ['Yes', 'No'],
      question: basename(file).replace(/\.events\.jsonl(\.gz)?$/, ''),
      endMs: null,
    }
  }
  const what = 'the meta line is missing'
  throw new InputError({ file, at: { line: 1 }, what, remedy: 'Use the whole file.' })
}

async function* eventsOf(file: string): AsyncGenerator<RecordedEvent> {
  for await (const parsed of parsedLines(file))
    if (parsed.is === 'event') yield { line: parsed.line, event: parsed.event }
}

type GoodLine = Exclude<ReturnType<typeof parseTapeLine>, { is: 'bad' }> & { readonly line: number }

/** Checks what holds between lines: the meta line first and once. */
async function* parsedLines(file: string): AsyncGenerator<GoodLine> {
  let hasMeta = false
  for await (const line of textLines(file)) {
    const parsed = parseTapeLine(line.text)
    if (parsed.is === 'bad') throw garbled(file, line, parsed)
    if ((parsed.is === 'meta') === hasMeta) {
      const what = hasMeta ? 'a second meta line' : 'the meta line with the token ids is missing'
      throw new InputError({ file, at: { line: line.number }, what, remedy: 'Give one whole recording.' })
    }
    hasMeta = true
    yield { ...parsed, line: line.number }
  }
}

function garbled(
  file: string,
  line: TextLine,
  bad: { readonly why: string; readonly json: boolean },
): InputError {
  const what = !bad.json && !line.ended ? 'the file is cut in the middle of a line' : bad.why
  return new InputError({ file, at: { line: line.number }, what, remedy: SALVAGE })
}
