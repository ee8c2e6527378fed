import type { Command } from 'commander'
import { withSession } from '../../desk/session/sessionCommand.ts'
import { playWatched, type WatchedSessionOptions, withWatch } from '../../desk/watch/playWatched.ts'
import { failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

/** The session of "npm start". */
export const addStart = (program: Command, act: Act): void => {
  withWatch(withSession(program.command('start'))).action(
    act(async (options: WatchedSessionOptions) => {
      const { text, json, isRight } = await playWatched(options)
      return (isRight ? succeeded : failed)(text, json)
    }),
  )
}
