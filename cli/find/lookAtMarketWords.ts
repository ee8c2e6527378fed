import type { Config } from '../../shared/config/config.ts'
import type { Read } from '../../shared/domain/read.ts'
import { type EntryPlace, entryPlace } from '../../shared/domain/settings.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import {
  configFinding,
  entryField,
  type Finding,
  notTradedFinding,
  outsideFinding,
  soundFinding,
  TRY_AGAIN,
} from '../../shared/operator/finding.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { catalogueAt } from './marketNamed.ts'

/**
 * What each configured market is in the venue's words, and whether the configuration still says the same: an id that
 * was copied wrongly, or a question that the venue has changed, is seen before money is risked.
 */
export async function lookAtMarketWords(
  config: Pick<Config, 'stack' | 'words' | 'hosts'>,
  catalogue: Pick<Catalogue, 'byIds'> = catalogueAt(config.hosts),
): Promise<readonly Finding[]> {
  const ids = config.stack.markets.map(({ market }) => market)
  const open = await catalogue.byIds(ids)
  const missing = open.ok ? ids.filter((id) => !open.value.has(id)) : []
  const closed = missing.length === 0 ? null : await catalogue.byIds(missing, { closed: true })
  return ids.flatMap((_, index) => findingsOf(config, index, [open, ...(closed === null ? [] : [closed])]))
}

type Listed = Read<ReadonlyMap<MarketId, CatalogueMarket>>

function findingsOf(
  { stack, words }: Pick<Config, 'stack' | 'words'>,
  index: number,
  reads: readonly Listed[],
): readonly Finding[] {
  const settings = stack.markets[index]
  const written = words[index]
  if (settings === undefined || written === undefined) return []
  const place = entryPlace(stack, index)
  const field = entryField(place.entry)
  const found = reads.flatMap((read) => (read.ok ? [read.value.get(settings.market)] : [])).find(Boolean)
  if (found === undefined) return [unseen(field, written.question, reads)]
  const { question, outcomes, tokens } = found
  // None: a token of another market. It has a finding of its own, whatever the words say.
  const outcome = outcomes[tokens.indexOf(settings.tokenId)]
  const differ = [
    ...(written.question === null || isSame(written.question, question)
      ? []
      : [changedQuestion(field, written.question, question)]),
    ...(written.outcome === null || (outcome !== undefined && isSame(written.outcome, outcome))
      ? []
      : [otherOutcome(field, place, { written: written.outcome, outcome, found })]),
  ]
  return differ.length > 0 || outcome === undefined
    ? differ
    : [soundFinding(place.token === 'token' ? field : `${field}.otherToken`, `${question} – ${outcome}`)]
}

/** What cannot be read cannot be compared; where the file has no words there is nothing to compare. */
function unseen(field: string, question: string | null, reads: readonly Listed[]): Finding {
  const why = reads.flatMap((read) => (read.ok ? [] : [read.unknown]))[0]
  if (question === null) return soundFinding(`${field}.question`, 'not in the configuration, and not read')
  return why === undefined
    ? notTradedFinding(
        `${field}.question`,
        question,
        'the catalogue has no such market: check its id with "npx bot market"',
      )
    : outsideFinding(`${field}.question`, question, `the catalogue cannot be read (${why}): ${TRY_AGAIN}`)
}

const changedQuestion = (field: string, written: string, question: string): Finding =>
  configFinding(
    `${field}.question`,
    written,
    `the market of this id asks "${question}": if it is the one you mean, write that`,
  )

function otherOutcome(
  field: string,
  { token: of }: EntryPlace,
  {
    written,
    outcome,
    found,
  }: {
    readonly written: string
    readonly outcome: string | undefined
    readonly found: CatalogueMarket
  },
): Finding {
  const token = found.tokens[found.outcomes.findIndex((each) => isSame(each, written))]
  const is = outcome === undefined ? 'the token is not of this market' : `the token is that of "${outcome}"`
  const remedy =
    token === undefined
      ? `${is}, and the market has no "${written}": write one of ${found.outcomes.map((each) => `"${each}"`).join(' and ')}, with its token`
      : `${is}; the token of "${written}" is ${token}: write the one that you mean`
  const name = of === 'token' ? 'outcome' : 'otherOutcome'
  return configFinding(`${field}.${name}`, written, remedy)
}

/** Spaces and composed letters are no difference in meaning. */
const isSame = (a: string, b: string): boolean => plain(a) === plain(b)
const plain = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ')
