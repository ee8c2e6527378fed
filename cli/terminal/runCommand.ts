import { Command, CommanderError } from 'commander'
import { InputError } from '../../shared/domain/inputError.ts'
import { type CommandResult, type Exit, printedOutcome } from './outcome.ts'

/** Where a command writes; a test has its own. */
export interface Terminal {
  out(text: string): void
  err(text: string): void
}

/** The exit status of the command that ran, as far as one did. */
export interface ExitStatus {
  exit: Exit
}

/** Commander's action for a command that ends in an outcome. Its arguments come first, its options after them. */
export type Act = <A extends readonly unknown[]>(
  run: (...args: A) => Promise<CommandResult>,
) => (...args: A) => Promise<void>

/** What is added to what a command says; null: nothing. */
export interface Additions {
  /** To the words of one that failed. */
  explain(command: string, text: string): string | null
  /** What comes next. It goes to stderr: stdout is the command's own, a list or a document. */
  next(command: string, outcome: CommandResult, options: unknown): string | null
}

export function createAct(terminal: Terminal, ran: ExitStatus, additions: Additions): Act {
  const explained = explainedBy(additions.explain)
  return (run) =>
    async (...args) => {
      const asJson = args.some(wantsJson)
      try {
        const outcome = explained(await run(...args), nameOf(args))
        ran.exit = outcome.exit
        const print = !asJson && 'error' in outcome.json ? terminal.err : terminal.out
        const next = additions.next(nameOf(args), outcome, args.at(-2))
        const json = next === null ? outcome.json : { next, ...outcome.json }
        print(printedOutcome({ ...outcome, json }, asJson))
        if (next !== null && !asJson) terminal.err(`next: ${next}\n`)
      } catch (error) {
        const outcome = explained(mistake(error), nameOf(args))
        ran.exit = outcome.exit
        if (asJson) terminal.out(printedOutcome(outcome, true))
        else terminal.err(printedOutcome(outcome, false))
      }
    }
}

function explainedBy(
  explain: (command: string, text: string) => string | null,
): (outcome: CommandResult, command: string) => CommandResult {
  return (outcome, command) => {
    const more = outcome.exit === 0 ? null : explain(command, outcome.text)
    return more === null
      ? outcome
      : { ...outcome, text: `${outcome.text}\n${more}`, json: { ...outcome.json, hint: more } }
  }
}

/** Commander gives the command itself after its options. */
const nameOf = (args: readonly unknown[]): string => {
  const command = args.at(-1)
  return command instanceof Command ? command.name() : ''
}

/** The user's mistakes are printed once and without a stack; all else is ours, and is thrown on. */
function mistake(error: unknown): CommandResult {
  if (error instanceof InputError) return { exit: 2, text: error.message, json: { error: error.message } }
  if (error instanceof CommanderError) throw error
  // Errors of the keys' loader and of AWS are made for people; a broken invariant is named.
  if (error instanceof Error) {
    const text = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
    return { exit: 1, text, json: { error: text } }
  }
  throw error
}

const wantsJson = (argument: unknown): boolean =>
  typeof argument === 'object' && argument !== null && 'json' in argument && argument.json === true
