import { assert } from '../../shared/domain/assert.ts'
import { Random } from '../../shared/simulator/random.ts'
import { bestByLuck } from './bestByLuck.ts'
import type { Cell } from './cell.ts'
import { gridSize } from './combinations.ts'
import { figuresOf } from './figuresOf.ts'
import { gainsTogether } from './gains.ts'
import { ranked } from './rank.ts'
import { recommend } from './recommend.ts'
import type { SweepRunOptions, Swept, SweptTape } from './runSweep.ts'
import { SWEEP_SCHEMA, type SweepResult, type SweepTape } from './sweepResult.ts'
import type { VariantOptions } from './variants.ts'

const LUCK_RESAMPLES = 2_000
/** The same gains give the same luck. */
const LUCK_SEED = 1
const MAX_FAILURES = 10

type SweptWhole = VariantOptions &
  Pick<SweepRunOptions, 'variants' | 'terms' | 'heldOutPercent'> &
  Pick<Extract<Swept, { is: 'done' }>, 'tapes' | 'split'>

/** The document of what was run: ranked, with what luck would show, and with what is to be recommended. */
export function sweepResultOf(of: SweptWhole): SweepResult {
  const { tapes, axes, sample, terms } = of
  const variants = of.variants.map(({ values, isPresent }, place) => {
    const sides = tapes.map(({ cells }) => cells[place])
    const search = sides.flatMap((each) => each?.search ?? [])
    const heldOut = sides.flatMap((each) => each?.heldOut ?? [])
    const failures = [...search, ...heldOut].flatMap((cell) => cell.failures)
    return {
      shown: {
        values: [...values],
        isPresent,
        search: figuresOf(search),
        heldOut: figuresOf(heldOut),
        failures: [...new Set(failures)].slice(0, MAX_FAILURES),
      },
      search,
    }
  })
  const order = ranked(variants.map(({ shown }) => shown))
  const luck = luckOf(variants.map(({ search }) => search))
  return {
    kind: 'sweep',
    schema: SWEEP_SCHEMA,
    fillModel: terms.model,
    settings: settingsOf(of),
    axes: axes.map(({ name, values }) => ({ name, values: [...values] })),
    sample: sample === null ? null : { of: gridSize(axes), seed: sample.seed },
    tapes: tapes.map(tapeOf),
    overlaps: of.split.overlaps,
    variants: [...order],
    luck,
    recommendation: recommend(order, luck === null ? null : { ...luck, chance: luck.chancePpm / 1e6 }),
  }
}

function luckOf(search: readonly (readonly Cell[])[]): SweepResult['luck'] {
  const { blockMs, gains } = gainsTogether(search)
  const random = new Random(LUCK_SEED)
  const luck = bestByLuck({ gains, resamples: LUCK_RESAMPLES, below: (bound) => random.below(bound) })
  if (luck === null) return null
  const totals = search.map((cells) => cells.reduce((sum, { verdict }) => sum + verdict.totalMicros, 0))
  return {
    blockMs,
    blocks: gains[0]?.length ?? 0,
    resamples: LUCK_RESAMPLES,
    meanMicros: luck.meanMicros,
    highMicros: luck.highMicros,
    foundMicros: Math.max(...totals),
    chancePpm: Math.round(luck.chance * 1e6),
  }
}

function settingsOf({ variants, terms, heldOutPercent }: SweptWhole): SweepResult['settings'] {
  const stack = variants.find(({ isPresent }) => isPresent)?.config.stack
  const market = stack?.markets[0]
  assert(stack !== undefined && market !== undefined, 'the present settings are a variant, of one market')
  return {
    capMicros: market.risk.maxUsdcLockedMicros,
    entryMicros: market.risk.entryUsdcMicros,
    cadenceMs: stack.cadenceMs,
    latencyMs: { ...terms.latency },
    maxSilenceMs: terms.maxSilenceMs,
    heldOutPercent,
  }
}

const tapeOf = ({ file, info, part }: SweptTape): SweepTape => ({
  file,
  question: info.header.question,
  token: info.header.tokens[0],
  startMs: info.startMs,
  endMs: info.endMs,
  events: info.events,
  feeRatePpm: info.header.feeRatePpm,
  part: part.is,
  cutMs: part.is === 'cut' ? part.atMs : null,
})
