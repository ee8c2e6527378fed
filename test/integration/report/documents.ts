import { runReplay } from '../../../desk/replay/runReplay.ts'
import { documentOf } from '../../../desk/report/documentOf.ts'
import type { ReplayResult, ReplayRun } from '../../../desk/report/result.ts'
import { sessionConfig } from '../../../desk/session/sessionConfig.ts'
import { openSource } from '../../../desk/tape/openSource.ts'
import type { MarketFacts } from '../../../desk/tape/recording.ts'
import type { TapeEvent } from '../../../desk/tape/tapeEvent.ts'
import { tokenId } from '../../../shared/domain/units.ts'
import { FILL_MODELS } from '../../../shared/simulator/fillModel.ts'
import { at, book, tapeOf, trade } from '../../support/tapeFile.ts'

/** What a stranger may call a market. */
export const HOSTILE = `</script><script>document.title='owned'</script><img src=x onerror="document.title='owned'">&'"`

/** A market that moves up and down, is traded in, falls silent, and comes back. */
function events(): TapeEvent[] {
  const all: TapeEvent[] = []
  for (let second = 0; second <= 5_400; second += 30) {
    const bid = 49 + Math.round(Math.sin(second / 400))
    all.push(book(second, [[bid, 200]], [[bid + 3, 200]]))
    if (second % 300 === 120) all.push(trade(second + 1, 'SELL', bid, 260))
    if (second % 300 === 270) all.push(trade(second + 1, 'BUY', bid + 3, 260))
  }
  return all.filter(({ atMs }) => atMs < at(2_400) || atMs > at(3_300))
}

export async function replayed(file: string, facts: MarketFacts = {}): Promise<ReplayRun[]> {
  const runs: ReplayRun[] = []
  const config = sessionConfig(
    { config: null, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('7') },
  )
  for (const model of FILL_MODELS) {
    const source = await openSource(file, { outcome: 0, facts, onSalvaged: null })
    const options = {
      config,
      model,
      latency: { book: 300, cancel: 300 },
      maxSilenceMs: 600_000,
      payoutMicros: null,
    }
    runs.push(...(await runReplay(source, options)))
  }
  return runs
}

/** Two tapes by three models: one with a name of a stranger's, fees, rebates, rewards, a gap; one that is empty. */
export async function madeUp(): Promise<ReplayResult> {
  const header = {
    question: HOSTILE,
    feeRatePpm: 50_000,
    rebatePpm: 250_000,
    gameStartMs: at(9_000),
    rewards: { minSizeMicros: 20_000_000, maxSpreadMicros: 45_000, dailyMicros: 100_000_000 },
  }
  const traded = await replayed(tapeOf(events(), header))
  const calm = await replayed(
    tapeOf(
      events().filter(({ type }) => type === 'book'),
      { question: 'Is nothing going on?', tokens: ['33', '44'] },
    ),
  )
  return documentOf('replay', [...traded, ...calm])
}

/** The same with what is rare: a STOP, pages, things left out, more trips than fit on a page. */
export function troubled({ runs, kind }: ReplayResult): ReplayResult {
  const [first] = runs
  const trip = first?.trips[0]
  if (first === undefined || trip === undefined) throw new Error('the made-up market gave no round trip')
  const trips = Array.from({ length: 250 }, (_, index) => ({
    ...trip,
    realisedMicros: trip.realisedMicros + index,
  }))
  const stop = { atMs: first.tape.startMs + 1_800_000, codes: ['LOSS'], texts: [`lost too much ${HOSTILE}`] }
  const bands = first.bands.map((band) =>
    band.fromMs >= stop.atMs ? { ...band, mode: 'HALTED' as const } : band,
  )
  const run = {
    ...first,
    trips,
    stop,
    bands,
    pages: [`look at ${HOSTILE}`],
    failures: ['a tick was lost'],
    notDrawn: { quotes: 17, fills: 0, trips: 3, bands: 0 },
  }
  return documentOf(kind, [run])
}
