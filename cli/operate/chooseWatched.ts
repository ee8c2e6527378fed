import { followSessions } from '../../desk/watch/followSessions.ts'
import type { RunningSession } from '../../desk/watch/runningSessions.ts'
import type { ClosableWatch } from '../../desk/watch/serveWatch.ts'
import { SESSIONS_FOLDER } from '../../desk/watch/sessionFiles.ts'
import { type WhatRuns, whatRuns } from '../../desk/watch/whatRuns.ts'
import { InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import type { StackOptions } from '../terminal/options.ts'
import { quoted } from '../terminal/quoted.ts'
import { watchBot } from './watchBot.ts'

export interface ChosenOptions extends StackOptions {
  /** Of one process, or the only one. */
  readonly session?: true | string
}

export interface Chosen {
  readonly is: 'session' | 'bot'
  /** Of what was not named. */
  readonly note: string | null
  readonly watch: ClosableWatch
}

/** Why nothing is watched, and what can be. */
export interface NotChosen {
  readonly is: 'none'
  readonly text: string
  readonly commands: readonly string[]
}

const HERE = '.'
const BOT_OPTIONS = ['folder', 'stack', 'table', 'config', 'region', 'endpointUrl'] as const

/**
 * What the options name; without any the one thing that runs on this machine, else the deployed stack.
 * @param hours of the journal to begin with. @throws InputError where what is named cannot be watched.
 */
export async function chooseWatched(options: ChosenOptions, hours: number): Promise<Chosen | NotChosen> {
  const named = BOT_OPTIONS.find((name) => options[name] !== undefined)
  if (options.session !== undefined) {
    if (named === undefined) return session(sessionNamed(options.session, await whatRuns(HERE)), null)
    const remedy = 'leave it out: --session names what is watched'
    throw wrongValue(`--${named === 'endpointUrl' ? 'endpoint-url' : named}`, options[named] ?? '', remedy)
  }
  if (named !== undefined) return { is: 'bot', note: null, watch: await watchBot(options, hours) }
  const runs = await whatRuns(HERE)
  const [onlySession, ...sessions] = runs.sessions
  const [paper, ...papers] = runs.papers
  if (sessions.length + papers.length > 0 || (onlySession !== undefined && paper !== undefined))
    return several(runs)
  if (onlySession !== undefined)
    return session(onlySession, `the session that process ${onlySession.pid} plays`)
  if (paper !== undefined) {
    const watch = await watchBot({ ...options, folder: paper }, hours)
    return { is: 'bot', note: `the paper run in ${paper}`, watch }
  }
  return await stack(options, hours, runs)
}

const session = (of: RunningSession, note: string | null): Chosen => ({
  is: 'session',
  note,
  watch: followSessions(SESSIONS_FOLDER, of),
})

/** @throws InputError */
function sessionNamed(named: true | string, runs: WhatRuns): RunningSession {
  const { sessions } = runs
  const field = '--session'
  const pid = named === true ? null : parseWhole(field, named, { least: 1, most: 9_999_999_999 })
  const found = sessions.filter((each) => pid === null || each.pid === pid)
  const [only, ...more] = found
  if (only !== undefined && more.length === 0) return only
  const value = pid === null ? 'the only one' : String(pid)
  const remedy =
    sessions.length === 0
      ? `no session is running in this folder: ${START} in another terminal starts one`
      : `these sessions are running:\n${sessions.map(sessionLine).join('\n')}`
  throw wrongValue(field, value, remedy)
}

function several({ sessions, papers }: WhatRuns): NotChosen {
  const commands = [
    ...sessions.map(({ pid }) => `npx bot watch --session ${pid}`),
    ...papers.map((folder) => `npx bot watch --folder ${quoted(folder)}`),
  ]
  const lines = [
    ...sessions.map(sessionLine),
    ...papers.map((folder) => `  npx bot watch --folder ${quoted(folder)}  the paper run there`),
    `  ${STACK}  a deployed stack`,
  ]
  return { is: 'none', text: `several can be watched, choose one:\n${lines.join('\n')}`, commands }
}

const sessionLine = ({ pid, view, startedAtMs }: RunningSession): string => {
  const began = new Date(startedAtMs).toISOString().slice(11, 16)
  return `  npx bot watch --session ${pid}  ${view === null ? 'a session' : `the session "${view.title}"`}, begun at ${began} UTC`
}

async function stack(
  options: ChosenOptions,
  hours: number,
  { idlePaper }: WhatRuns,
): Promise<Chosen | NotChosen> {
  try {
    return { is: 'bot', note: null, watch: await watchBot(options, hours) }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const idle =
      idlePaper === null ? [] : [`  npx bot watch --folder ${idlePaper}  the last paper run, as it was left`]
    const lines = [
      'Nothing to watch: in this folder no session and no paper run is under way, and no deployed stack was found.',
      `  a session: ${START} in another terminal, then npx bot watch`,
      '  a paper run: npx bot paper --config my-config.json in another terminal, then npx bot watch',
      `  a deployed stack: ${STACK}, with AWS credentials`,
      ...idle,
      `About the stack: ${error.message}`,
    ]
    return { is: 'none', text: lines.join('\n'), commands: [] }
  }
}

const START = '"npm start"'
const STACK = 'npx bot watch --config my-config.json'
