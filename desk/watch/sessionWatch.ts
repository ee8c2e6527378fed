import { type ControlItem, isStopDone } from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { type OutcomeKey, outcomeKey } from '../../shared/domain/outcome.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { WatchedEvent, WatchedOutcome, WatchView } from '../report/watchView.ts'
import type { BegunSession, SessionOnlooker } from '../session/onlooker.ts'
import { botModeOf, marketModeOf } from './marketMode.ts'
import type { WatchSource } from './serveWatch.ts'
import { watchedOutcome } from './watchedOutcome.ts'
import { WatchedTicks } from './watchedTicks.ts'

export interface SessionWatch extends WatchSource, SessionOnlooker {
  /** What it came to, or why it broke off. What was seen stays to be looked at. */
  end(how: { readonly said: string; readonly next: string | null }): void
}

/** A session passes a quarter of an hour in a second: more often nobody could look. */
const EVERY_MS = 1_000
const MAX_EVENTS = 200

/** A session as the page and the terminal view show a bot: by the market's time, and to look at only. */
export function createSessionWatch(): SessionWatch {
  const ticks = new Map<OutcomeKey, WatchedTicks>()
  const listeners = new Set<() => void>()
  let session: BegunSession | null = null
  let last: TickAudit | null = null
  let events: readonly WatchedEvent[] = []
  let ended: Parameters<SessionWatch['end']>[0] | null = null
  const push = (): void => {
    for (const changed of listeners) changed()
  }
  // It keeps nothing alive: a session that never begins ends by itself.
  const pushing = setInterval(push, EVERY_MS).unref()

  return {
    begin: (begun) => {
      session = begun
      for (const { settings, name } of begun.outcomes) {
        const { cadenceMs } = begun.config.stack
        const as = { settings, name, cadenceMs, startMs: begun.startMs }
        ticks.set(outcomeKey(settings), new WatchedTicks(as))
      }
    },
    tick: (record) => {
      last = record
      const news = ticks.get(outcomeKey(record.before))?.add(record) ?? []
      if (news.length > 0) events = [...news.toReversed(), ...events].slice(0, MAX_EVENTS)
    },
    end: (how) => {
      ended = how
      clearInterval(pushing)
      push()
    },
    view: () => {
      const atMs = last?.seen.nowMs ?? session?.startMs ?? 0
      return {
        atMs,
        title: titleOf(session),
        stage: 'simulated',
        clockMs: atMs,
        ...standOf(session, last, ended),
        problem: null,
        outcomes: outcomesOf(session, ticks, controlSeen(last)),
        events,
        mayAct: false,
      }
    },
    run: (key) => ticks.get(key as OutcomeKey)?.run() ?? null,
    act: async () => 'a session can only be watched: --halt-at triggers its STOP',
    onChange: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

function titleOf(session: BegunSession | null): string {
  const [first, ...more] = session?.outcomes ?? []
  if (first === undefined) return 'A session'
  return more.length === 0 ? first.name : `A session of ${counted(more.length + 1, 'outcome')}`
}

/** Whether it trades, in words that a session can keep: nobody resumes one. */
function standOf(
  session: BegunSession | null,
  last: TickAudit | null,
  ended: { readonly said: string; readonly next: string | null } | null,
): Pick<WatchView, 'control' | 'mode' | 'next'> {
  const control = controlSeen(last)
  const isHalted = botModeOf(control) === 'HALTED' && control !== 'absent'
  const halted = isHalted
    ? [
        `HALTED by STOP ${control.haltSeq} (${control.codes.join(', ')}), ${isStopDone(control) ? 'done: every order is dead' : 'not done: orders may still be live'}`,
      ]
    : []
  if (ended !== null) {
    return {
      mode: 'OVER',
      control: ['The session is over.', ...halted, ended.said].join('\n'),
      next: ended.next,
    }
  }
  if (session === null || last === null)
    return { mode: 'UNKNOWN', control: 'The session begins.', next: null }
  const mode = botModeOf(control)
  const until = `until ${new Date(session.endMs).toISOString().slice(11, 16)} UTC, market time`
  const played = last.seen.nowMs < session.endMs ? until : 'until its last trades have settled'
  return {
    mode,
    control: isHalted ? `${halted.join('')}\nThe session continues ${played}.` : `${mode} ${played}`,
    next: null,
  }
}

const controlSeen = (last: TickAudit | null): ControlItem =>
  last?.seen.control.ok === true ? last.seen.control.value : 'absent'

function outcomesOf(
  session: BegunSession | null,
  ticks: ReadonlyMap<OutcomeKey, WatchedTicks>,
  /** As the newest tick saw it: one that was halted since its own last tick is no less halted. */
  control: ControlItem,
): readonly WatchedOutcome[] {
  return (session?.outcomes ?? []).flatMap(({ settings, name }): readonly WatchedOutcome[] => {
    const key = outcomeKey(settings)
    const of = ticks.get(key)
    if (of?.last == null) return []
    const { after, seen } = of.last
    const mode = marketModeOf(control, settings.market, after)
    return [watchedOutcome({ key, name, mode, state: after, settings, ticks: of, nowMs: seen.nowMs })]
  })
}
