import { everySetting, placesOf } from './places.ts'
import type { Setting, Tier } from './setting.ts'

/** One setting as the documents show it. */
export interface SettingRow {
  /** Its place in the file: `markets[].entryUsdc`; in a group `exit.targetTicks`, for `defaults` and each market. */
  readonly name: string
  readonly unit: string
  /** As one would write it in the file; "none": it may be left out; "required": it may not. */
  readonly default: string
  readonly bound: string
  readonly help: string
  readonly tier: Tier
}

/** Every setting there is. */
export function settingsTable(): readonly SettingRow[] {
  return everySetting.map((setting) => {
    const { unit, bound, help, tier, at } = setting
    const [place = at, ...others] = placesOf(setting)
    return { name: others.length > 0 ? at : place, unit, default: defaultOf(setting), bound, help, tier }
  })
}

/** The rows of one tier as a Markdown table. */
export function settingsMarkdown(tier: Tier): string {
  const rows = settingsTable().filter((row) => row.tier === tier)
  const cells = rows.map((row) => [`\`${row.name}\``, row.unit, row.default, row.bound, row.help])
  const head = ['setting', 'unit', 'default', 'bound', 'what it does']
  const line = (columns: readonly string[]) => `| ${columns.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...cells.map(line)].join('\n')
}

function defaultOf({ preset }: Setting<unknown>): string {
  if (preset.is === 'default') return String(preset.written)
  return preset.is === 'same as' ? `as ${preset.at}` : preset.is
}
