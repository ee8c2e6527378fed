import { lockHolder } from '../../desk/paper/lockFolder.ts'
import type { WatchView } from '../../desk/report/watchView.ts'
import type { ClosableWatch, WatchCommand } from '../../desk/watch/serveWatch.ts'
import type { Connection } from '../aws/connection.ts'
import { connectTo, withConnection } from '../aws/withConnection.ts'
import type { StackOptions } from '../terminal/options.ts'
import { drainAll } from './drain.ts'
import { haltBy } from './halt.ts'
import { createWatchedBot } from './watchedBot.ts'

/** A folder costs nothing to look at; each look at a stack reads its table and its log. */
const FOLDER_EVERY_MS = 2_000
const STACK_EVERY_MS = 10_000

/**
 * Looks at a bot again and again. What it runs in may end and begin again: that is shown, and looked for.
 * @throws InputError where there is no such bot.
 */
export async function watchBot(options: StackOptions, hours: number): Promise<ClosableWatch> {
  let connection: Connection | null = await connectTo(options)
  const { clock } = connection
  const bot = createWatchedBot(connection, { hours, options })
  const listeners = new Set<() => void>()
  // Without a run nothing changes: a folder is looked at once, and again when somebody uses it.
  let isSeenIdle = false
  const ended = new AbortController()
  const look = async (): Promise<void> => {
    connection ??= await connectTo(options)
    const isWhole = await bot.look(connection)
    isSeenIdle = isWhole && connection.folder?.isRunning === false
    // A folder without a run is left to whoever needs it; a run that does not answer may have ended.
    if (connection.folder !== null && (!isWhole || !connection.folder.isRunning)) await release()
  }
  const release = async (): Promise<void> => {
    const held = connection
    connection = null
    await held?.close()
  }
  const isIdle = (): boolean =>
    isSeenIdle && options.folder !== undefined && lockHolder(options.folder) === null
  const lookOn = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        if (!isIdle()) await look()
      } catch (error) {
        bot.fail(error instanceof Error ? error.message : String(error))
        await release().catch(() => {})
      }
      for (const changed of listeners) changed()
      await clock.sleep(options.folder === undefined ? STACK_EVERY_MS : FOLDER_EVERY_MS, ended.signal)
    }
  }
  await look()
  const looking = clock
    .sleep(options.folder === undefined ? STACK_EVERY_MS : FOLDER_EVERY_MS, ended.signal)
    .then(lookOn)
  return {
    view: (): WatchView => bot.view(clock.nowMs()),
    run: (key) => bot.run(key),
    act: (what) => act(options, what),
    onChange: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    close: async () => {
      ended.abort()
      await looking
      await release()
    },
  }
}

/** As the command of that name does it, and in its words. */
async function act(options: StackOptions, what: WatchCommand): Promise<string> {
  try {
    const done = await withConnection(options, (connection) =>
      what === 'halt'
        ? haltBy(connection, {
            text: 'by hand, on the page of "npx bot watch"',
            waitSeconds: 0,
            restored: false,
          })
        : drainAll(connection, what === 'drain'),
    )
    return done.text
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
