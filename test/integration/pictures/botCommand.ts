import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const ROOT = join(import.meta.dirname, '../../..')
const LOOK_EVERY_MS = 100
/** A hang ends with what the command has said. */
const PATIENCE_MS = 600_000

/** A command of the bot in a process of its own, as a person starts it. */
export interface BotCommand {
  /** The first part of what it says that matches. @throws Error where it ends before, or says nothing like it. */
  says(pattern: RegExp): Promise<string>
  end(): Promise<void>
}

export function botCommand(args: readonly string[], home: string): BotCommand {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'cli/bot.mjs'), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: home },
  })
  const closed = once(child, 'close')
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  return {
    says: async (pattern) => {
      for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
        const found = pattern.exec(said)?.[0]
        if (found !== undefined) return found
        if (child.exitCode !== null) break
        await sleep(LOOK_EVERY_MS)
      }
      throw new Error(`bot ${args.join(' ')} did not say ${pattern}; it said:\n${said}`)
    },
    end: async () => {
      if (child.exitCode === null) child.kill('SIGINT')
      await closed
    },
  }
}
