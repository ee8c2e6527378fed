import type { Command } from 'commander'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { PlayedSession, SessionCommandOptions } from '../session/sessionCommand.ts'
import type { WatchDisplay } from './watchSession.ts'

export type WatchedSessionOptions = SessionCommandOptions & { readonly watch?: true | string }

const HOWS = ['page', 'terminal'] as const

export const withWatch = (command: Command): Command =>
  command.option(
    '--watch [how]',
    'watch it while it is played: "page" (default), in a browser, which stays until Ctrl-C, or "terminal"',
  )

/** The session, and who looks on. Views and addresses go to stderr: stdout stays a function of the options. @throws InputError */
export async function playWatched(
  { watch, ...options }: WatchedSessionOptions,
  print: (played: PlayedSession) => void = () => {},
): Promise<PlayedSession> {
  const how = howOf(watch)
  // Charts and server load only where a session is played: help and typing errors need not wait for them.
  const { watchSession } = await import('./watchSession.ts')
  return await watchSession(how, options, print)
}

function howOf(watch: true | string | undefined): WatchDisplay {
  if (watch === undefined) return null
  const how = HOWS.find((each) => each === (watch === true ? 'page' : watch))
  if (how !== undefined) return how
  throw wrongValue('--watch', String(watch), `use one of ${HOWS.join(', ')}`)
}
