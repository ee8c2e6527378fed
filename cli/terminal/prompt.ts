import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { InputError } from '../../shared/domain/inputError.ts'

/** Asks a person; where none is there, names the option that answers instead. */
export async function prompt(
  question: string,
  of: { readonly option: string; readonly hidden?: true },
): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new InputError({
      field: of.option,
      value: 'missing',
      remedy: `${of.option.startsWith('--') ? 'add this option' : 'write it after the command'}: there is no terminal to ask on`,
    })
  }
  // What is typed goes through the terminal interface, which echoes it to its output: none, for a secret.
  const output =
    of.hidden === true ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  // The terminal echoes nothing by itself any more: a secret that is pasted at once is not shown either.
  process.stderr.write(question)
  try {
    return (await terminal.question('')).trim()
  } finally {
    terminal.close()
    if (of.hidden === true) process.stderr.write('\n')
  }
}
