import { Command, CommanderError } from 'commander'
import { InputError } from '../shared/domain/inputError.ts'
import { withSession } from './session/sessionCommand.ts'
import { playWatched, type WatchedSessionOptions, withWatch } from './watch/playWatched.ts'

/** Exit statuses: the session and its records are right; something is wrong with the bot; the user's mistake. */
const OK = 0
const WRONG = 1
const USAGE = 2

const program = withWatch(withSession(new Command('npm start --')))
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text.replace(/^error: /, '')) })

async function main(): Promise<number> {
  program.parse()
  const options = program.opts<WatchedSessionOptions>()
  const { isRight } = await playWatched(options, ({ text, json }) => {
    process.stdout.write(`${options.json === true ? JSON.stringify(json) : text}\n`)
  })
  return isRight ? OK : WRONG
}

async function exitStatus(): Promise<number> {
  try {
    return await main()
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return OK
      process.stderr.write('"npm start -- --help" shows its options\n')
      return USAGE
    }
    if (error instanceof InputError) {
      process.stderr.write(`${error.message}\n`)
      return USAGE
    }
    throw error
  }
}

process.exitCode = await exitStatus()
