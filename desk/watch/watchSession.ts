import { type PlayedSession, playSession, type SessionCommandOptions } from '../session/sessionCommand.ts'
import { interrupted } from './interrupted.ts'
import { serveWatch, type WatchServer } from './serveWatch.ts'
import { createSessionWatch, type SessionWatch } from './sessionWatch.ts'
import { showInTerminal } from './showInTerminal.ts'

/** That of "npx bot watch"; another one where it is taken. */
const PORT = 8140

type Print = (played: PlayedSession) => void

/** Plays it and shows it: a page stays until Ctrl-C, what a terminal shows is left there. @throws InputError */
export function watchSession(
  how: 'page' | 'terminal',
  options: SessionCommandOptions,
  print: Print,
): Promise<PlayedSession> {
  const session = createSessionWatch()
  return how === 'page' ? onPage(session, options, print) : inTerminal(session, options, print)
}

async function onPage(
  session: SessionWatch,
  options: SessionCommandOptions,
  print: Print,
): Promise<PlayedSession> {
  const server = await served(session)
  process.stderr.write(`watch it in a browser: ${server.url}\n`)
  try {
    const played = await playTo(session, options, { print, isQuiet: false })
    process.stderr.write('the session is over; its page stays until Ctrl-C\n')
    await interrupted()
    return played
  } finally {
    await server.close()
  }
}

async function inTerminal(
  session: SessionWatch,
  options: SessionCommandOptions,
  print: Print,
): Promise<PlayedSession> {
  const stop = showInTerminal(session, process.stderr)
  try {
    return await playTo(session, options, { print, isQuiet: true })
  } finally {
    stop()
  }
}

/** However it ends, the view says so. */
async function playTo(
  session: SessionWatch,
  options: SessionCommandOptions,
  { print, isQuiet }: { readonly print: Print; readonly isQuiet: boolean },
): Promise<PlayedSession> {
  try {
    const played = await playSession(options, print, { onlooker: session, isQuiet })
    session.end(played.over)
    return played
  } catch (error) {
    session.end({
      said: `It broke off: ${error instanceof Error ? error.message : String(error)}`,
      next: null,
    })
    throw error
  }
}

async function served(session: SessionWatch): Promise<WatchServer> {
  try {
    return await serveWatch(session, PORT)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    return await serveWatch(session, 0)
  }
}
