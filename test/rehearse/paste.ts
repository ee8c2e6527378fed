import { join } from 'node:path'
import { documentedLines } from '../support/documentedLines.ts'
import { must } from './rehearsalError.ts'
import { type Ground, type Ran, ROOT, run } from './stage.ts'

const DOCUMENTED = documentedLines(ROOT)
const pasted = new Set<string>()

export interface Typed {
  /** What replaces the words in capitals. */
  readonly words?: Readonly<Record<string, string>>
  /** What it asks, by the first words, and what a person answers; only then has it a terminal. */
  readonly answers?: readonly (readonly [question: string, answer: string])[]
  /** Its exit status, or those that are right. */
  readonly expect?: number | readonly number[]
}

/** Runs a line of the README or the runbook unchanged, in a shell; only the file's name is that of this run. */
export async function paste(
  ground: Ground,
  line: string,
  { words = {}, answers, expect = 0 }: Typed = {},
): Promise<Ran> {
  must(DOCUMENTED.includes(line), `neither the README nor the runbook has the line "${line}"`)
  pasted.add(line)
  const command = Object.entries(words)
    .reduce((text, [word, value]) => text.replace(word, value), line)
    .replaceAll('my-config.json', ground.configFile)
  const ran = await typed(ground, command, answers)
  must(
    [expect].flat().includes(ran.exit),
    `"${line}" ended with ${ran.exit}, not ${expect}:\n${ran.out}${ran.err}`,
  )
  return ran
}

/** Runs a command in a shell, on a terminal where it asks something. */
export function typed(
  { emulator }: Pick<Ground, 'emulator'>,
  command: string,
  answers?: Typed['answers'],
): Promise<Ran> {
  if (answers === undefined) return run('sh', ['-c', command], emulator.env)
  const terminal = [join(import.meta.dirname, 'terminal.py'), JSON.stringify(answers), command]
  return run(emulator.python, terminal, emulator.env)
}

/** Lines that were to be run in this rehearsal and were not. */
export const notPasted = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => !pasted.has(line))
