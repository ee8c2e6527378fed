import { type ReplayOptions, runReplay } from '../../../../desk/replay/runReplay.ts'
import { documentOf } from '../../../../desk/report/documentOf.ts'
import { parseReplayResult } from '../../../../desk/report/parseResult.ts'
import type { ReplayRun } from '../../../../desk/report/result.ts'
import { sessionConfig } from '../../../../desk/session/sessionConfig.ts'
import { openSource } from '../../../../desk/tape/openSource.ts'
import type { MarketFacts } from '../../../../desk/tape/recording.ts'
import { tokenId } from '../../../../shared/domain/units.ts'
import type { FillModel } from '../../../../shared/simulator/fillModel.ts'

interface Wishes {
  readonly model?: FillModel
  readonly latency?: ReplayOptions['latency']
  readonly facts?: MarketFacts
  /** Over the desk's own market settings. */
  readonly market?: object
  /** Under them, where the market states nothing. */
  readonly defaults?: object
  readonly maxSilenceMs?: number
  readonly payoutMicros?: number
  readonly onTick?: NonNullable<ReplayOptions['onTick']>
}

/** A replay of one outcome whose document has been found sound. */
export async function replayOf(file: string, wishes: Wishes = {}): Promise<ReplayRun> {
  const [run] = await replaysOf(file, wishes)
  if (run === undefined) throw new Error('no outcome was traded')
  return run
}

/** A replay of each outcome that is wished for. */
export async function replaysOf(file: string, wishes: Wishes = {}): Promise<readonly ReplayRun[]> {
  const opened = await openSource(file, { outcome: 0, facts: wishes.facts ?? {}, onSalvaged: null })
  const runs = await runReplay(opened, {
    config: configOf(wishes.market ?? {}, wishes.defaults ?? {}),
    model: wishes.model ?? 'trades',
    latency: wishes.latency ?? { book: 300, cancel: 300 },
    maxSilenceMs: wishes.maxSilenceMs ?? 600_000,
    payoutMicros: wishes.payoutMicros ?? null,
    ...(wishes.onTick === undefined ? {} : { onTick: wishes.onTick }),
  })
  const parsed = parseReplayResult(JSON.parse(JSON.stringify(documentOf('replay', runs))))
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return runs
}

/** Both outcomes, as they are traded by default. */
export const both = (of: {
  readonly model: FillModel
  readonly tokens: readonly string[]
}): ReplayOptions => ({
  config: configOf({ token: of.tokens[0], outcomes: 'both', otherToken: of.tokens[1] }, {}),
  model: of.model,
  latency: { book: 300, cancel: 300 },
  maxSilenceMs: 600_000,
  payoutMicros: null,
})

function configOf(market: object, defaults: object) {
  const written = {
    stage: 'paper',
    accountUsdc: 100,
    defaults,
    markets: [
      {
        market: `0x${'ab'.repeat(32)}`,
        token: '7',
        maxUsdcLocked: 50,
        entryUsdc: 20,
        maxDailyLossUsdc: 20,
        ...market,
      },
    ],
  }
  return sessionConfig(
    { config: written, cadenceSeconds: null },
    { wallet: `0x${'1'.repeat(40)}`, token: tokenId('7') },
  )
}
