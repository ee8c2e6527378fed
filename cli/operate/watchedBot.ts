import type { ReplayRun } from '../../desk/report/result.ts'
import type { WatchedEvent, WatchedOutcome, WatchView } from '../../desk/report/watchView.ts'
import { botModeOf, marketModeOf } from '../../desk/watch/marketMode.ts'
import { watchedOutcome } from '../../desk/watch/watchedOutcome.ts'
import { WatchedTicks } from '../../desk/watch/watchedTicks.ts'
import { tickLabel } from '../../shared/config/marketLabel.ts'
import { type ControlItem, isRunning } from '../../shared/domain/control.ts'
import { isSameOutcome, type OutcomeKey, outcomeKey } from '../../shared/domain/outcome.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { MarketItem } from '../../shared/ports/store.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import type { Connection } from '../aws/connection.ts'
import { auditsOf, readTickLines } from '../aws/tickLines.ts'
import type { StackOptions } from '../terminal/options.ts'
import { quoted } from '../terminal/quoted.ts'
import { describeControl, isStopOver } from './describeBot.ts'
import { saleWords } from './saleWords.ts'

export interface WatchedBot {
  /** Reads what has changed. @returns false where a read failed, which is shown. */
  look(connection: Connection): Promise<boolean>
  fail(why: string): void
  view(nowMs: EpochMs): WatchView
  run(key: string): ReplayRun | null
}

const HOUR_MS = 3_600_000
/** A line is logged when its tick ends, and read when the log has it. */
const LATE_MS = 60_000
const MAX_EVENTS = 200

/** What is known of a bot that is watched. */
export function createWatchedBot(
  { config, folder, deployment, clock, table }: Connection,
  of: { readonly hours: number; readonly options: StackOptions },
): WatchedBot {
  const ticks = new Map<OutcomeKey, WatchedTicks>()
  let events: readonly WatchedEvent[] = []
  let readToMs = clock.nowMs() - of.hours * HOUR_MS
  let asOfMs = clock.nowMs()
  let problem: string | null = 'not read yet'
  let control: ControlItem | null = null
  let items: readonly MarketItem[] = []
  let isTicked = false

  const add = (record: TickAudit): readonly WatchedEvent[] => {
    const key = outcomeKey(record.before)
    const settings = config.stack.markets.find((each) => isSameOutcome(each, record.before))
    if (settings === undefined) return []
    const known = ticks.get(key)
    if (known !== undefined && (known.last?.seen.nowMs ?? 0) >= record.seen.nowMs) return []
    const watched =
      known ??
      new WatchedTicks({
        settings,
        name: tickLabel(config, settings),
        cadenceMs: config.stack.cadenceMs,
        startMs: record.seen.nowMs,
      })
    ticks.set(key, watched)
    return watched.add(record)
  }

  return {
    async look(connection) {
      const nowMs = clock.nowMs()
      const [readControl, readItems, lines] = await Promise.all([
        connection.store.control(),
        connection.store.marketItems(),
        readTickLines(connection, { fromMs: readToMs - LATE_MS, toMs: nowMs }),
      ])
      const failed = [readControl, readItems, lines].flatMap((read) => (read.ok ? [] : [read.unknown]))
      problem = failed[0] ?? null
      isTicked = connection.folder === null || connection.folder.isRunning
      if (readControl.ok) control = readControl.value
      if (readItems.ok) items = readItems.value
      if (lines.ok) {
        readToMs = nowMs
        const news = lines.value.flatMap(auditsOf).flatMap(add)
        events = [...news.toReversed(), ...events].slice(0, MAX_EVENTS)
      }
      if (failed.length === 0) asOfMs = nowMs
      return failed.length === 0
    },
    fail: (why) => {
      problem = why
    },
    view: (nowMs) => ({
      atMs: asOfMs,
      title: folder?.path ?? deployment?.stack ?? table,
      stage: config.stage,
      ...controlOf(control, { items, config, isTicked, options: of.options }),
      clockMs: null,
      problem,
      outcomes: outcomesOf({ items, control, config, ticks }, nowMs),
      events,
      mayAct: true,
    }),
    run: (key) => ticks.get(key as OutcomeKey)?.run() ?? null,
  }
}

function controlOf(
  control: ControlItem | null,
  of: {
    readonly items: readonly MarketItem[]
    readonly config: Connection['config']
    readonly isTicked: boolean
    readonly options: StackOptions
  },
): Pick<WatchView, 'control' | 'mode' | 'next'> {
  const { items, config, isTicked, options } = of
  if (control === null) return { control: 'not read yet', mode: 'UNKNOWN', next: null }
  const where =
    options.folder === undefined
      ? `--config ${quoted(options.config ?? 'config.json')}`
      : `--folder ${quoted(options.folder)}`
  const over = isStopOver(control, items)
  const isHalted = control !== 'absent' && control.armed && !isRunning(control)
  const sale = isHalted && over ? saleWords(items, control.haltSeq, where) : ''
  const again = isTicked ? null : `npx bot paper ${where}`
  return {
    control: [
      describeControl(control, over, config.stack),
      ...(sale === '' ? [] : [sale]),
      ...(isTicked ? [] : ['No run is under way: this is how the last one left it.']),
    ].join('\n'),
    mode: botModeOf(control),
    next: isHalted && over ? `npx bot resume ${control.haltSeq} ${where}` : again,
  }
}

function outcomesOf(
  of: {
    readonly items: readonly MarketItem[]
    readonly control: ControlItem | null
    readonly config: Connection['config']
    readonly ticks: ReadonlyMap<OutcomeKey, WatchedTicks>
  },
  nowMs: EpochMs,
): readonly WatchedOutcome[] {
  const { config, control } = of
  return of.items.flatMap((item): readonly WatchedOutcome[] => {
    const { market, tokenId, state } = item
    if (tokenId === null) return []
    const key = outcomeKey({ market, tokenId })
    const settings = config.stack.markets.find((each) => isSameOutcome(each, { market, tokenId }))
    const mode = marketModeOf(control ?? 'absent', market, state)
    const name = tickLabel(config, { market, tokenId })
    return [watchedOutcome({ key, name, mode, state, settings, ticks: of.ticks.get(key), nowMs })]
  })
}
