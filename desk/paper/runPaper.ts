import { fingerprint } from '../../shared/config/fingerprint.ts'
import { tickLabel } from '../../shared/config/marketLabel.ts'
import { isRunning, mayPostCanary } from '../../shared/domain/control.ts'
import { InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { known } from '../../shared/domain/read.ts'
import { isEmpty } from '../../shared/machine/isEmpty.ts'
import { barsArming, type Finding, formatProblem, problemsOf } from '../../shared/operator/finding.ts'
import { resume } from '../../shared/operator/operator.ts'
import { lookAtVenue } from '../../shared/operator/preflight.ts'
import { startArmed } from '../../shared/operator/startArmed.ts'
import type { KeeperOptions } from '../../shared/paper/keeper.ts'
import type { TradesLooked } from '../../shared/paper/tradesLooked.ts'
import { createBell } from '../../shared/polymarket/bell/createBell.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import type { ReplayRun } from '../report/result.ts'
import { alsoTo } from '../session/alsoTo.ts'
import { eachOutcome } from '../session/eachOutcome.ts'
import type { SessionResult } from '../session/sessionResult.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createJournal } from './journal.ts'
import { openPaperDesk, type PaperDesk, type PaperDeskOptions } from './paperDesk.ts'
import { createPaperMarket } from './paperMarket.ts'
import { paperMarketEnd } from './paperMarketEnd.ts'
import { createStoppableClock } from './stoppableClock.ts'
import { type StartRun, tickEachMinute } from './tickEachMinute.ts'

export interface PaperRunOptions extends Omit<PaperDeskOptions, 'page' | 'onChannel' | 'watch'> {
  /** Begins a run while others may be under way. On a virtual clock they take turns; default: at once, on `clock`. */
  readonly begin?: StartRun
  /** How long; an interrupt ends it sooner. */
  readonly forMs: number
  /** Ends the STOP of this number first; null: none. */
  readonly resumeSeq: number | null
  readonly print: (line: string) => void
  /** Given once it runs: call it to end. */
  readonly onStart?: (end: () => void) => void
}

export interface PaperRun {
  readonly results: readonly SessionResult[]
  /** Of the markets whose facts could be read: what a report draws. */
  readonly runs: readonly ReplayRun[]
  /** Fills that the bot has not seen yet: the next run in this folder books them. */
  readonly unseen: number
}

/**
 * The very tick function, called each minute on this machine, over the live public feed; its orders stay on paper,
 * in a table that outlives the run. At the end the paper orders are cancelled: nobody would watch them.
 * @throws InputError for what cannot run.
 */
export async function runPaper(options: PaperRunOptions): Promise<PaperRun> {
  const { config, print } = options
  const clock = createStoppableClock(options.clock)
  const startMs = clock.nowMs()
  const markets = config.stack.markets.map((settings) =>
    createPaperMarket({
      settings,
      config,
      startMs,
      latency: options.latency,
      print: (line) => print(`${iso(clock.nowMs())} ${tickLabel(config, settings)} ${line}`),
    }),
  )
  const watch: KeeperOptions['watch'] = (market, looked) => {
    const of = markets.filter(({ settings }) => settings.market === market)
    const isNew = of.map(({ trades }) => trades.note(looked)).includes(true)
    if (isNew) print(`${iso(clock.nowMs())} ${tickLabel(config, { market })} ${sourceWords(looked)}`)
  }
  const say = (line: string): void => print(`${iso(clock.nowMs())} ${line}`)
  const { folder, written } = options
  const journal = createJournal({
    folder,
    config: fingerprint(written),
    nowMs: clock.nowMs,
    failed: (why) => say(`the journal is not written: ${why}`),
  })
  const beat = createHeartbeat(config)
  const telemetry = alsoTo(eachOutcome(markets, say), [journal, beat])
  const { page } = telemetry
  const desk = await openPaperDesk({ ...options, clock, page, watch, onChannel: say })
  try {
    await getReady(desk, options, clock)
    options.onStart?.(clock.stop)
    const begin: StartRun = options.begin ?? ((run) => run(options.clock))
    await tickEachMinute({
      stack: config.stack,
      begin,
      clock,
      ports: { store: desk.store, venue: desk.venue, ...bellOf(options) },
      telemetry,
      endMs: startMs + options.forMs,
      eachMinute: () => {
        journal.requests(desk.requests())
        say(beat.line())
      },
    })
    await desk.venue.cancelAll()
    const span = { startMs, endMs: clock.nowMs() }
    const done = await Promise.all(markets.map((each) => paperMarketEnd(each, desk, config, span)))
    return {
      results: done.map(({ result }) => result),
      runs: done.flatMap(({ run }) => (run === null ? [] : [run])),
      unseen: done.reduce((sum, { unseen }) => sum + unseen, 0),
    }
  } finally {
    await desk.close()
  }
}

/** Sockets live in the machine's time: on a virtual clock nothing rings. */
const bellOf = ({ config, channel, begin, clock }: PaperRunOptions): Pick<Ports, 'bell'> =>
  config.bell && channel !== null && begin === undefined
    ? { bell: createBell({ market: channel, user: null, clock }) }
    : {}

/** What is wrong from the first tick on is reported before anything is touched; the desk arms itself. */
async function getReady(
  { store, venue }: PaperDesk,
  { config, folder, resumeSeq, print }: PaperRunOptions,
  clock: Clock,
): Promise<void> {
  const findings = await lookAtVenue(venue, config.stack)
  requireTrade(findings, { stack: config.stack, print, isHolding: await isHolding(store) })
  if (resumeSeq !== null) {
    // There are no alarms on a desk.
    const done = await resume({ store }, resumeSeq, known([], clock.nowMs()))
    if (done.is === 'refused') throw wrongValue('--resume', String(resumeSeq), done.why)
  }
  const before = await store.control()
  if (!before.ok) throw wrongValue('--folder', 'unreadable', before.unknown)
  // An earlier run's STOP is the person's to end, armed or not.
  if (mayPostCanary(before.value)) {
    const armed = await startArmed(store)
    if (armed.is !== 'armed') throw wrongValue('--folder', `not armed (${armed.is})`, 'run it again')
  }
  const control = await store.control()
  if (control.ok && control.value !== 'absent' && !isRunning(control.value)) {
    const { haltSeq, codes } = control.value
    print(
      `HALTED by ${codes.join(', ') || 'an earlier run'}: the bot only observes. "npx bot resume ${haltSeq} --folder ${folder}" in another terminal ends the STOP, or start again with --resume ${haltSeq}`,
    )
  }
}

/** Something of an earlier run is still to be sold or settled, or an order of it to be closed. */
async function isHolding(store: PaperDesk['store']): Promise<boolean> {
  const items = await store.marketItems()
  if (!items.ok) throw wrongValue('--folder', 'unreadable', items.unknown)
  return items.value.some(({ state }) => state !== null && !isEmpty(state))
}

/**
 * A market that ended, or that the venue does not know, keeps no other from being traded; and what is held of it is sold
 * or settled all the same, as a deployed bot does.
 * @throws InputError where nothing can be traded and nothing is held, or where more is wrong than single markets
 */
function requireTrade(
  findings: readonly Finding[],
  {
    stack,
    print,
    isHolding,
  }: Pick<PaperRunOptions, 'print'> & {
    readonly stack: PaperRunOptions['config']['stack']
    readonly isHolding: boolean
  },
): void {
  const problems = problemsOf(findings)
  const isOnlyExit = isHolding && problems.length > 0 && problems.every(({ ofMarket }) => ofMarket === true)
  const isBarred = barsArming(findings, stack) && !isOnlyExit
  const first = isBarred ? (problems.find(({ ofMarket }) => ofMarket !== true) ?? problems[0]) : undefined
  for (const problem of problems) if (problem !== first) print(`not traded: ${formatProblem(problem)}`)
  if (first !== undefined) throw new InputError(first)
}

/** Called whenever it changes. */
function sourceWords({ source, lagMs, waitMs }: TradesLooked): string {
  const wait = `after an order ends, the bot waits ${(waitMs / 1_000).toFixed(1)} s for its trades`
  if (source === 'channel') return `trades from the market channel; ${wait}`
  return `trades from the index, ${lagMs === null ? 'of unknown lag' : `${lagMs / 1_000} s late`}; ${wait}`
}

const iso = (atMs: number): string => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')
