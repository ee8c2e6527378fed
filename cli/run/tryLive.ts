import type { Command } from 'commander'
import { createHeartbeat } from '../../desk/paper/heartbeat.ts'
import { onInterrupt } from '../../desk/paper/interrupted.ts'
import { createStoppableClock } from '../../desk/paper/stoppableClock.ts'
import { tickEachMinute } from '../../desk/paper/tickEachMinute.ts'
import { systemClock } from '../../functions/systemClock.ts'
import { known } from '../../shared/domain/read.ts'
import { parseTimeSpan } from '../../shared/domain/timeSpan.ts'
import { monotonicMs } from '../../shared/domain/units.ts'
import { runStop } from '../../shared/engine/stop/stop.ts'
import { resume } from '../../shared/operator/operator.ts'
import { checked } from '../terminal/checked.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type LiveHere, startLiveHere } from './liveHere.ts'

interface TryLiveOptions {
  readonly for: string
  readonly json?: true
}

export const addTryLive = (program: Command, act: Act): void => {
  program
    .command('try-live')
    .description(
      'arm and run a live configuration against a simulated Polymarket; signed orders, a table on this machine, play money',
    )
    .option(
      '--for <time>',
      'trade for this time, such as 10m or 1h',
      checked((text) => parseTimeSpan('--for', text)),
      '5m',
    )
    .option('--json', 'print one line of JSON at the end, and a line for each event to stderr')
    .action(act(run))
}

/** For what `arm` proves, and for a STOP. */
const PATIENCE_MS = 120_000

async function run(options: TryLiveOptions): Promise<CommandResult> {
  const forMs = parseTimeSpan('--for', options.for)
  const out = options.json === true ? process.stderr : process.stdout
  const say = (line: string): void => void out.write(`${line}\n`)
  const clock = createStoppableClock(systemClock)
  using _ = onInterrupt(clock.stop)
  say(
    `starts a simulated Polymarket, a table and the parts that are deployed; trades for ${options.for} (--for) or until Ctrl-C`,
  )
  const bot = await startLiveHere(say)
  try {
    say(`a simulated Polymarket listens at ${bot.venueUrl}; its wallet has play money`)
    const armed = await arm(bot, say)
    if (armed !== null) return failed(`not armed: ${armed}`)
    say(`armed: it trades with signed orders; ${firstWords(bot)}`)
    const beat = createHeartbeat(bot.config)
    bot.onTick(beat.tick)
    const { config, ports } = bot
    await tickEachMinute({
      stack: config.stack,
      begin: (begun) => begun(systemClock),
      clock,
      ports: { store: ports.store, venue: ports.venue },
      telemetry: ports.telemetry,
      endMs: clock.nowMs() + forMs,
      eachMinute: () => say(beat.line()),
    })
    return await stop(bot)
  } finally {
    await bot.close()
  }
}

const until = () => monotonicMs(systemClock.monotonicMs() + PATIENCE_MS)

/** As the commands of a deployed stack do it: doctor, canary, the STOP of arming proven done, and its end. Null: it trades. */
async function arm(bot: LiveHere, say: (line: string) => void): Promise<string | null> {
  const { armed, findings } = await bot.arm(until())
  for (const { field, value, problem } of findings)
    say(`  doctor: ${field}: ${value}${problem === null ? '' : ` (${problem.remedy})`}`)
  if (armed === null) return 'the doctor found a problem'
  for (const line of armed.observations) say(`  canary: ${line}`)
  if (armed.is === 'refused') return armed.why
  const { ports, config } = bot
  say('arming ends with a STOP of its own: two lists of orders, 10 s apart, have to show that none is live')
  const stopped = await runStop(ports, config.stack, { by: 'stream' }, until())
  if (stopped.is === 'not yet') return stopped.why
  // There are no alarms on a desk.
  const resumed = await resume(ports, armed.haltSeq, known([], systemClock.nowMs()))
  return resumed.is === 'refused' ? resumed.why : null
}

/** A newcomer would take the first minutes for a fault. */
function firstWords({ config }: LiveHere): string {
  const waits = config.stack.markets.map(({ regime }) => regime.minHistoryMs / 1_000)
  return `its first order comes after ${Math.max(...waits)} s, during which it watches the mid (regime.minHistorySeconds)`
}

/** Nothing is left behind: the same STOP as everywhere. */
async function stop({ ports, config }: LiveHere): Promise<CommandResult> {
  const reason = { code: 'OPERATOR', text: 'the trial ends', atMs: systemClock.nowMs() } as const
  const stopped = await runStop(ports, config.stack, { by: 'message', reason }, until())
  if (stopped.is !== 'done') return failed(`the STOP at its end is not done: ${stopped.is}`)
  return succeeded('STOP is done: every order is proven dead', { stopped: stopped.is })
}
