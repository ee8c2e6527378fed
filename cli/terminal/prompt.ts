import { createInterface } from 'node:readline/promises'
import { type Readable, Writable } from 'node:stream'
import { wrongValue } from '../../shared/domain/inputError.ts'

interface Streams {
  readonly stdin: Readable & { readonly isTTY: boolean }
  readonly stderr: Writable
}

/** Asks a person; where none is there, names the option that answers instead. */
export async function prompt(
  question: string,
  of: { readonly option: string; readonly hidden?: true },
  { stdin, stderr }: Streams = process,
): Promise<string> {
  if (!stdin.isTTY) {
    throw wrongValue(
      of.option,
      'missing',
      `${of.option.startsWith('--') ? 'add this option' : 'write it after the command'}: there is no terminal to ask on`,
    )
  }
  // What is typed goes through the terminal interface, which echoes it to its output: none, for a secret.
  const output = of.hidden === true ? new Writable({ write: (_chunk, _encoding, done) => done() }) : stderr
  const terminal = createInterface({ input: stdin, output, terminal: true })
  // The terminal echoes nothing by itself any more: a secret that is pasted at once is not shown either.
  // Before it waits the interface clears the line that it is on, and writes its own question there again.
  const lastLine = of.hidden === true ? '' : question.slice(question.lastIndexOf('\n') + 1)
  stderr.write(question.slice(0, question.length - lastLine.length))
  try {
    return (await terminal.question(lastLine)).trim()
  } finally {
    terminal.close()
    if (of.hidden === true) stderr.write('\n')
  }
}
