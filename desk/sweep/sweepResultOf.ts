import type { Config } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import { Random } from '../../shared/simulator/random.ts'
import type { TapeTerms } from '../replay/playTape.ts'
import type { Axis } from './axis.ts'
import { bestByLuck } from './bestByLuck.ts'
import type { Cell } from './cell.ts'
import { gridSize } from './combinations.ts'
import { figuresOf } from './figuresOf.ts'
import { gainsTogether } from './gains.ts'
import { ranked } from './rank.ts'
import { recommend } from './recommend.ts'
import type { SweptTape } from './runSweep.ts'
import type { Split } from './splitTapes.ts'
import { SWEEP_SCHEMA, type SweepResult, type SweepTape } from './sweepResult.ts'
import type { Variant } from './variants.ts'

const LUCK_RESAMPLES = 2_000
/** The same gains give the same luck. */
const LUCK_SEED = 1
const MAX_FAILURES = 10

export interface SweptWhole {
  readonly tapes: readonly SweptTape[]
  readonly split: Split
  readonly variants: readonly Variant[]
  readonly axes: readonly Axis[]
  readonly sample: { readonly count: number; readonly seed: number } | null
  readonly terms: TapeTerms
  readonly heldOutPercent: number
}

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
  const { stack } = presentOf(variants)
  const [market] = stack.markets
  assert(market !== undefined, 'a sweep trades one market')
  return {
    capMicros: market.risk.maxUsdcLockedMicros,
    entryMicros: market.risk.entryUsdcMicros,
    cadenceMs: stack.cadenceMs,
    latencyMs: { ...terms.latency },
    maxSilenceMs: terms.maxSilenceMs,
    heldOutPercent,
  }
}

function presentOf(variants: readonly Variant[]): Config {
  const present = variants.find(({ isPresent }) => isPresent)
  assert(present !== undefined, 'the present settings are one of the variants')
  return present.config
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
