import type { Config } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { groupOf, lastOf } from '../../shared/config/places.ts'
import { valueAt } from '../../shared/config/problem.ts'
import type { Setting } from '../../shared/config/setting.ts'
import { assert } from '../../shared/domain/assert.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { Axis, SettingValue } from './axis.ts'
import { type Combination, gridSize, sampled, wholeGrid } from './combinations.ts'

/** One way to trade: a whole configuration, checked, and what is special about it. */
export interface Variant {
  /** A value for each axis: of the present settings, what they are without a sweep. */
  readonly values: readonly SettingValue[]
  /** The configuration as it is, which every other one has to beat. */
  readonly isPresent: boolean
  readonly config: Config
}

/** More, and the page has no picture, and the best of that many looks good by luck whatever it is. */
export const MAX_VARIANTS = 1_000
/** A sample is drawn by a number for each combination. */
const MAX_GRID = 1_000_000_000

export interface VariantOptions {
  readonly axes: readonly Axis[]
  /** null: the whole grid. */
  readonly sample: { readonly count: number; readonly seed: number } | null
}

type Json = Readonly<Record<string, unknown>>

/**
 * The present settings first, then every other combination, each judged by the schema and the rules of a
 * configuration before anything runs.
 * @param written The configuration as JSON that has been taken, with one market.
 * @throws InputError naming the setting, its value, the combination it is in, and what to write instead.
 */
export function variantsOf(written: Json, options: VariantOptions): readonly Variant[] {
  const { axes, sample } = options
  checkSize(options)
  for (const axis of axes) checkValues(axis)
  const present = parseConfig(written)
  assert(present.ok, 'the present configuration was taken before')
  const own = textOf(present.config)
  const combinations = sample === null ? wholeGrid(axes) : sampled(axes, sample)
  const all = combinations.map((values) => ({
    values,
    isPresent: false,
    config: configOf(written, axes, values),
  }))
  const others = all.filter(({ config }) => textOf(config) !== own)
  const values = axes.map(({ setting }) => presentValue(written, setting))
  return [{ values, isPresent: true, config: present.config }, ...others]
}

function checkSize({ axes, sample }: VariantOptions): void {
  const size = gridSize(axes)
  const runs = Math.min(size, sample?.count ?? size)
  if (size <= MAX_GRID && runs <= MAX_VARIANTS) return
  const remedy =
    size > MAX_GRID
      ? `name fewer values: a grid has at most ${MAX_GRID} combinations`
      : `name fewer values, or have some of them drawn by --sample N, N at most ${MAX_VARIANTS}`
  throw wrongValue('--vary', `${size} combinations`, remedy)
}

/** Each value by itself: what no combination can make right. */
function checkValues({ name, setting, values }: Axis): void {
  for (const value of values) {
    const reading = setting.read(value)
    if (!reading.ok) throw wrongValue(name, String(value), reading.remedy)
  }
}

function configOf(written: Json, axes: readonly Axis[], values: Combination): Config {
  const market = axes.reduce<Json>(
    (settings, { setting }, index) => withValue(settings, setting, values[index]),
    marketOf(written),
  )
  const parsed = parseConfig({ ...written, markets: [market] })
  if (parsed.ok) return parsed.config
  const [problem] = parsed.problems
  const field = axes.find(({ name }) => problem?.path === `markets[0].${name}`)?.name
  const within = axes.map(({ name }, index) => `${name}=${String(values[index])}`).join(' ')
  throw wrongValue(
    field ?? problem?.path ?? '--vary',
    `${problem?.value ?? ''} (in ${within})`,
    problem?.remedy ?? 'use another value',
  )
}

const marketOf = (written: Json): Json => (written['markets'] as readonly Json[])[0] ?? {}

/** A market's settings with another value in one of their groups. */
const withValue = (market: Json, setting: Setting<unknown>, value: SettingValue | undefined): Json => ({
  ...market,
  [groupOf(setting)]: { ...(market[groupOf(setting)] as Json | undefined), [lastOf(setting.at)]: value },
})

/** As written under the market, else in `defaults`, else what it is when it is left out. */
function presentValue(written: Json, setting: Setting<unknown>): SettingValue {
  const market = marketOf(written)
  const own =
    valueAt(market, setting.at.split('.')) ?? valueAt(written, ['defaults', ...setting.at.split('.')])
  if (own !== undefined) return own as SettingValue
  const { preset } = setting
  if (preset.is === 'same as') return valueAt(market, preset.at.split('.')) as SettingValue
  assert(preset.is === 'default', `${setting.at} has no value where it is left out`)
  return preset.written
}

/** Two ways to write one number are the same settings. */
const textOf = ({ stack }: Config): string => JSON.stringify(stack.markets)
