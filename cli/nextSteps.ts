import type { CommandResult } from './terminal/outcome.ts'
import { quoted } from './terminal/quoted.ts'

/** What the steps need of a command's options: where its bot is. */
export interface BotLocation {
  readonly config?: string
  readonly folder?: string
  readonly stack?: string
  readonly region?: string
  readonly host?: string
  readonly gamma?: string
  readonly data?: string
}

type Next = (where: string, json: CommandResult['json'], venue: string) => string | null

const bot =
  (command: string): Next =>
  (where) =>
    `npx bot ${command}${where}`
const plain =
  (text: string): Next =>
  () =>
    text
/** Its own words end with what comes next, or it ends nothing. */
const ITSELF: Next = () => null

/** Paper needs no more; all else needs a stack. */
const notDeployed = (isPaper: boolean, where: string): string =>
  isPaper
    ? `npx bot paper${where}`
    : `sign in to AWS ("aws sso login", "aws configure"), then npx bot deploy${where}`

/** What comes after a command that succeeded, by its name. */
export const NEXT_STEPS: Readonly<Record<string, Next>> = {
  start: plain('npx bot init: your configuration for the live market, by questions'),
  paper: (where) => `npx bot pnl${where}; the same command again continues the run`,
  'try-live': plain('docs/runbook.md sets up the same with real money'),
  replay: plain('npx bot sweep TAPE --vary SETTING=VALUES compares settings'),
  sweep: plain('try what held up on the validation tapes with npx bot paper'),
  'fill-model-bias': plain('npx bot replay TAPE'),
  exchange: ITSELF,
  init: ITSELF,
  find: (_, { file, markets }) => {
    if (typeof file === 'string') return `npx bot paper --config ${quoted(file)}`
    return Array.isArray(markets) ? 'npx bot market WORDS shows one, npx bot init WORDS chooses it' : null
  },
  market: (_, { market }, venue) => {
    const slug = typeof market === 'object' && market !== null && 'slug' in market ? market.slug : null
    return typeof slug === 'string' ? `npx bot init ${quoted(slug)}${venue}` : null
  },
  ids: bot('paper'),
  setup: ITSELF,
  deploy: bot('doctor'),
  confirm: bot('doctor'),
  chat: bot('deploy'),
  doctor: (where, { withoutAws }) =>
    withoutAws === undefined ? `npx bot drill --yes${where}` : notDeployed(withoutAws === 'paper', where),
  drill: (where, { armed }) => (armed === false ? `npx bot arm --yes${where}` : `npx bot status${where}`),
  arm: bot('status'),
  status: ITSELF,
  watch: ITSELF,
  halt: (where, { haltSeq, done }) =>
    done === true ? `npx bot resume ${haltSeq}${where}` : `npx bot status${where}`,
  resume: bot('status'),
  drain: bot('status'),
  disarm: bot('status'),
  flatten: ITSELF,
  adopt: ITSELF,
  'cancel-all': bot('status'),
  journal: bot('why TIME'),
  why: ITSELF,
  restore: ITSELF,
  rotate: bot('doctor'),
  decommission: ITSELF,
  cost: bot('deploy'),
  ledger: bot('pnl'),
  pnl: bot('status'),
  report: plain('open the page in a browser'),
  record: plain('npx bot tape info FILE, then npx bot replay FILE'),
  history: plain('npx bot replay FILE'),
  import: plain('npx bot replay FILE'),
  info: plain('npx bot replay FILE'),
}

/** null: the command says it itself, or has not succeeded, which its words remedy. */
export function nextStep(name: string, outcome: CommandResult, where: BotLocation): string | null {
  if (outcome.exit !== 0) return null
  return NEXT_STEPS[name]?.(whereWords(where), outcome.json, venueWords(where)) ?? null
}

/** The same bot as before. */
const whereWords = ({ folder, config, stack, region }: BotLocation): string => {
  if (folder !== undefined) return ` --folder ${quoted(folder)}`
  return optionsOf({ config, stack, region })
}

/** The same venue. */
const venueWords = ({ host, gamma, data }: BotLocation): string => optionsOf({ host, gamma, data })

const optionsOf = (options: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(options)
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${quoted(value)}`))
    .join('')
