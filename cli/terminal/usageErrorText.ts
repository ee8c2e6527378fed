import { type Command, CommanderError } from 'commander'
import { InputError } from '../../shared/domain/inputError.ts'

/**
 * What is wrong with a command line, as it is shown.
 * @returns '' where help was printed instead; null: something else went wrong.
 */
export function usageErrorText(error: unknown, program: Command, args: readonly string[]): string | null {
  if (error instanceof InputError) return error.message
  if (!(error instanceof CommanderError)) return null
  if (error.code.startsWith('commander.help')) return ''
  const what = error.message.replace(/^error: /, '')
  return `${what}\n"${commandOf(program, args)} --help" shows its options and an example`
}

/** As far as its name was typed right. */
function commandOf(program: Command, args: readonly string[]): string {
  const found = program.commands.find((each) => each.name() === args[0])
  return found === undefined ? program.name() : `${program.name()} ${commandOf(found, args.slice(1))}`.trim()
}
