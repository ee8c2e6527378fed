import type { Command } from 'commander'
import { playSession, type SessionCommandOptions, withSession } from '../../desk/session/sessionCommand.ts'
import { failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

/** The session of "npm start". */
export const addStart = (program: Command, act: Act): void => {
  withSession(program.command('start')).action(
    act(async (options: SessionCommandOptions) => {
      const { text, json, isRight } = await playSession(options)
      return (isRight ? succeeded : failed)(text, json)
    }),
  )
}
