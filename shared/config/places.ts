import { marketSettings, marketWords, outcomeSettings } from './marketSettings.ts'
import type { Setting } from './setting.ts'
import { stackSettings, walletSettings } from './stackSettings.ts'

/** Settings of a market that may be given once, in `defaults`, and again under a market. */
export const GROUPS = ['regime', 'quote', 'exit', 'safety'] as const
/** The group of the protocol's timings: one value for all markets. */
export const EXPERT = 'expert'

/** Any table: settings by the name that the rooms give them, in groups or not. */
export interface SettingTable {
  readonly [name: string]: Setting<unknown> | SettingTable
}

export const isSetting = (entry: Setting<unknown> | SettingTable): entry is Setting<unknown> =>
  typeof entry['read'] === 'function'

/** Every setting of a table, in its order. */
export const settingsIn = (table: SettingTable): readonly Setting<unknown>[] =>
  Object.values(table).flatMap((entry) => (isSetting(entry) ? [entry] : settingsIn(entry)))

/** The first part of a setting's place, or "" where it is in no group. */
export const groupOf = ({ at }: Pick<Setting<unknown>, 'at'>): string =>
  at.includes('.') ? at.slice(0, at.indexOf('.')) : ''

export const lastOf = (place: string): string => place.slice(place.lastIndexOf('.') + 1)

const ofMarkets: readonly Setting<unknown>[] = [
  ...settingsIn(marketWords),
  ...settingsIn(outcomeSettings),
  ...settingsIn(marketSettings),
]
const inGroup = (setting: Setting<unknown>): boolean => GROUPS.some((group) => groupOf(setting) === group)

/** What is under each market alone. */
export const ownOfMarket = ofMarkets.filter((setting) => groupOf(setting) === '')
/** What is in `defaults`, under a market, or nowhere: group by group. */
export const grouped = GROUPS.flatMap((group) => ofMarkets.filter((setting) => groupOf(setting) === group))
/** What is at the top of the file. */
export const atTheTop: readonly Setting<unknown>[] = [
  ...settingsIn(stackSettings),
  ...settingsIn(walletSettings),
  ...ofMarkets.filter((setting) => groupOf(setting) === EXPERT),
]

/** Every setting there is. */
export const everySetting = [...atTheTop, ...ownOfMarket, ...grouped]

/** Where in the file a setting may be, best first: `markets[].exit.targetTicks`, `defaults.exit.targetTicks`. */
export function placesOf(setting: Setting<unknown>, market = ''): readonly string[] {
  if (inGroup(setting)) return [`markets[${market}].${setting.at}`, `defaults.${setting.at}`]
  return ownOfMarket.includes(setting) ? [`markets[${market}].${setting.at}`] : [setting.at]
}
