import { interrupted } from '../paper/interrupted.ts'
import { type PlayedSession, playSession, type SessionCommandOptions } from '../session/sessionCommand.ts'
import { announceSession } from './announceSession.ts'
import { servePage } from './servePage.ts'
import { createSessionWatch, type SessionWatch } from './sessionWatch.ts'
import { showInTerminal } from './showInTerminal.ts'

/** How this command shows it; null: who wants to look attaches from another terminal. */
export type WatchDisplay = 'page' | 'terminal' | null

/** A way to look at a session that is open. */
interface Look {
  /** @param isPlayed there is a result to stay for. */
  end(isPlayed: boolean): Promise<void>
}

/**
 * Plays it and lets it be watched, from when its options and its configuration have been found right: a page stays until
 * Ctrl-C, what a terminal shows is left there. @throws InputError
 */
export async function watchSession(
  how: WatchDisplay,
  options: SessionCommandOptions,
  print: (played: PlayedSession) => void,
): Promise<PlayedSession> {
  const session = createSessionWatch()
  const looks: Look[] = []
  const onlooker: SessionWatch = {
    ...session,
    begin: async (begun) => {
      await session.begin(begun)
      looks.push(await announced(session, how))
      if (how === 'page') looks.push(await page(session))
      if (how === 'terminal') looks.push(terminal(session))
    },
  }
  let isPlayed = false
  try {
    const played = await playSession(options, print, { onlooker, isQuiet: how === 'terminal' })
    session.end(played.over)
    isPlayed = true
    return played
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    session.end({ said: `It broke off: ${why}`, next: null })
    throw error
  } finally {
    for (const look of looks) await look.end(isPlayed)
  }
}

/** To "npx bot watch" in the same folder. That it cannot be found there is no reason not to play it. */
async function announced(session: SessionWatch, how: WatchDisplay): Promise<Look> {
  try {
    const { close } = await announceSession(session, { startedAtMs: Date.now() })
    if (how === null) process.stderr.write('watch it from another terminal: npx bot watch\n')
    return { end: close }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`"npx bot watch" cannot find this session (${why})\n`)
    return { end: async () => {} }
  }
}

async function page(session: SessionWatch): Promise<Look> {
  const server = await servePage(session)
  process.stderr.write(`watch it in a browser: ${server.url}\n`)
  return {
    end: async (isPlayed) => {
      if (isPlayed) {
        process.stderr.write('the session is over; its page stays until Ctrl-C\n')
        await interrupted()
      }
      await server.close()
    },
  }
}

function terminal(session: SessionWatch): Look {
  const stop = showInTerminal(session, process.stderr)
  return { end: async () => stop() }
}
