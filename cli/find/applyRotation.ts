import type { Compared } from '../../desk/find/compared.ts'
import { type Rotation, rotation } from '../../desk/find/rotation.ts'
import type { Config } from '../../shared/config/config.ts'
import { marketLabel } from '../../shared/config/marketLabel.ts'
import { MAX_MARKETS } from '../../shared/config/parseConfig.ts'
import { parseConfigFile, readJsonFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isObject } from '../../shared/domain/jsonObject.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { editedJson, type JsonEdit } from '../terminal/editedJson.ts'
import { type CommandResult, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { readWritable, replaceFile } from '../terminal/rewritableFile.ts'
import type { FindOptions, FindRequest } from './findOptions.ts'
import { nameOf } from './findText.ts'
import { type HeldBy, heldByMarket } from './heldByMarket.ts'
import { plannedMarket } from './writtenConfig.ts'

/**
 * Changes the compared configuration towards the ranking: one careful step, shown first and written only with --yes.
 * Everything else in the file stays as it is written.
 */
export async function applyRotation(
  options: FindOptions,
  wish: FindRequest,
  of: { readonly change: Compared; readonly head: string; readonly json: object },
): Promise<CommandResult> {
  const file = options.compare ?? ''
  const text = readWritable(file, '--compare')
  const config = configOf(file, text)
  const { markets, accountMicros } = config.stack
  const isOff = markets.some(({ market, entries }) => !entries && leaves(of.change, market))
  const heldBy = isOff ? await heldByMarket({ ...options, config: file }, config) : nothing
  const turn = rotation(markets, of.change, {
    top: wish.top,
    mostMarkets: MAX_MARKETS,
    budgetMicros: budgetOf(wish, accountMicros),
    usdcMicros: wish.usdcMicros,
    quoting: wish.quoting,
    heldBy,
  })
  const json = { ...of.json, ...turnJson(turn) }
  const lines = [of.head, ...turnLines(turn, config), ...idleLines(of.change, config)]
  const edits = editsOf(turn, text, wish)
  if (edits.length === 0) return succeeded([...lines, `${file}: nothing to change`].join('\n'), json)
  const edited = editedJson(text, edits)
  configOf(file, edited)
  if (options.yes !== true) return unconfirmed([`would change ${file}`, ...lines].join('\n'), json)
  replaceFile(file, edited)
  return succeeded([...lines, `changed ${file}: ${nextStep(config, file)}`].join('\n'), json)
}

const nothing: HeldBy = () => null

const leaves = (change: Compared, market: MarketId): boolean =>
  change.leaves.some((each) => each.market === market)

function configOf(file: string, text: string): Config {
  const parsed = parseConfigFile(text)
  if (parsed.ok) return parsed.config
  throw wrongValue('--compare', file, `it cannot be used:\n${formatConfigProblems(parsed.problems)}`)
}

/** What the account may lose is a person's word in the file: no option goes beyond it. */
function budgetOf({ budgetMicros }: FindRequest, accountMicros: number): number {
  if (budgetMicros === null || budgetMicros <= accountMicros) return budgetMicros ?? accountMicros
  const remedy = `use at most accountUsdc, ${formatMicros(accountMicros)}, or raise that in the file first`
  throw wrongValue('--budget', formatMicros(budgetMicros), remedy)
}

/** From the last to the first: what is removed moves those behind it. */
function editsOf(
  { off, removed, added }: Rotation,
  text: string,
  { quoting }: FindRequest,
): readonly JsonEdit[] {
  const read = readJsonFile(text)
  const list: readonly unknown[] =
    read.ok && isObject(read.json) && Array.isArray(read.json['markets']) ? read.json['markets'] : []
  const edits = list.flatMap((entry, index): readonly JsonEdit[] => {
    const id = isObject(entry) ? entry['market'] : null
    const isOf = (markets: readonly MarketId[]): boolean =>
      typeof id === 'string' && markets.some((market) => market.startsWith(id.toLowerCase()))
    if (isOf(removed)) return [{ path: ['markets', index], value: undefined }]
    return isOf(off) ? [{ path: ['markets', index, 'entries'], value: false }] : []
  })
  const left = list.length - removed.length
  return [
    ...edits.toReversed(),
    ...added.map((planned, nth) => ({
      path: ['markets', left + nth],
      value: plannedMarket(planned, quoting),
    })),
  ]
}

function turnLines(turn: Rotation, config: Config): readonly string[] {
  const label = (market: MarketId): string => marketLabel(config, market)
  return [
    ...turn.off.map((market) => `entries off  ${label(market)}: the position is sold in the usual way`),
    ...turn.removed.map((market) => `removed      ${label(market)}: it is empty`),
    ...turn.kept.map(({ market, why }) => `stays        ${label(market)}: ${why}`),
    ...turn.added.map(
      ({ candidate, entryUsdc, maxUsdcLocked }) =>
        `added        ${nameOf(candidate)}: entries of ${entryUsdc} USDC, at most ${maxUsdcLocked}`,
    ),
    ...turn.waiting.map(({ candidate, why }) => `waits        ${nameOf(candidate)}: ${why}`),
  ]
}

/** Switching entries on is a person's to do: nobody knows here why they are off. */
const idleLines = ({ stays }: Compared, { stack }: Config): readonly string[] =>
  stays
    .filter(({ market }) => stack.markets.some((each) => each.market === market && !each.entries))
    .map(
      (candidate) => `no entries   ${nameOf(candidate)}: among the best; to quote it remove "entries": false`,
    )

const turnJson = ({ off, removed, kept, added, waiting }: Rotation) => ({
  off,
  removed,
  kept,
  added: added.map(({ candidate, maxUsdcLocked, entryUsdc }) => ({
    market: candidate.market,
    maxUsdcLocked,
    entryUsdc,
  })),
  waiting: waiting.map(({ candidate, why }) => ({ market: candidate.market, why })),
})

const nextStep = ({ stage }: Config, file: string): string =>
  stage === 'live'
    ? `"npx bot deploy --config ${file}" shows and deploys it`
    : 'start paper again, or deploy it'
