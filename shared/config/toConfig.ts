import type { EntryPlace, MarketSettings } from '../domain/settings.ts'
import { PAPER_WALLET } from '../domain/stage.ts'
import type { TokenId } from '../domain/units.ts'
import type { Config, MarketWords, WalletConfig } from './config.ts'
import { marketSettings, marketWords, outcomeSettings } from './marketSettings.ts'
import type { Given } from './readGiven.ts'
import { stackSettings, walletSettings } from './stackSettings.ts'
import { type Values, valuesOf } from './values.ts'

/** A file of which every value is sound by itself; the rules between them are still to be checked. */
export interface Draft {
  readonly common: Values<typeof stackSettings>
  /** null: none is named. */
  readonly wallet: Values<typeof walletSettings> | null
  /** Entry by entry, as the file lists them. */
  readonly markets: readonly MarketDraft[]
}

export interface MarketDraft extends Values<typeof marketSettings> {
  readonly words: Values<typeof marketWords>
  readonly outcomes: Values<typeof outcomeSettings>
}

/** The outcomes that an entry means. */
export const tokensOf = ({ tokenId, outcomes }: MarketDraft): readonly TokenId[] =>
  outcomes.outcomes === 'one' || outcomes.otherTokenId === null ? [tokenId] : [tokenId, outcomes.otherTokenId]

/** What was read, each part of the file by itself. */
interface Parts {
  readonly top: Given
  readonly defaults: Given
  readonly markets: readonly Given[]
}

/** @param parts without problems. */
export function draftOf({ top, defaults, markets }: Parts): Draft {
  const common = valuesOf(stackSettings, [top.values])
  const hasWallet = top.values.has(walletSettings.address.at)
  return {
    common: { ...common, parameters: { ...common.parameters, ...namedParameters(common, top) } },
    wallet: hasWallet ? valuesOf(walletSettings, [top.values]) : null,
    markets: markets.map(({ values }) => ({
      ...valuesOf(marketSettings, [values, defaults.values, top.values]),
      words: valuesOf(marketWords, [values]),
      outcomes: valuesOf(outcomeSettings, [values]),
    })),
  }
}

const PARAMETERS = '/polymarket-market-maker'

/** Stacks of different names share no secret, unless their files say so. */
function namedParameters(
  { name }: Draft['common'],
  { values }: Given,
): Partial<Draft['common']['parameters']> {
  if (name === null) return {}
  const { walletKey, apiCredentials } = stackSettings.parameters
  return {
    ...(values.has(walletKey.at) ? {} : { walletKey: `${PARAMETERS}/${name}/wallet-key` }),
    ...(values.has(apiCredentials.at) ? {} : { apiCredentials: `${PARAMETERS}/${name}/api-credentials` }),
  }
}

/** @param draft has passed the rules. */
export function toConfig(draft: Draft): Config {
  const wallet = toWallet(draft)
  // A wallet named in stage paper is for later: nothing of it is used.
  if (draft.common.stage === 'paper') return { stage: 'paper', wallet: null, ...toStack(draft, PAPER_WALLET) }
  if (wallet === null) throw new RangeError('wallet: a live configuration without one has passed the rules')
  return { stage: 'live', wallet, ...toStack(draft, wallet.funder) }
}

function toStack({ common, markets: entries }: Draft, account: string) {
  const machines = entries.flatMap(machinesOf)
  const hasPlaces = machines.length > entries.length
  const { stage: _, stackLockedMicros: lockedMicros, stackLossMicros: dailyLossMicros, ...named } = common
  const { accountMicros, stuckPagePercent, cadenceMs, minGapMs, leaseMs, cancelAllOnStop, ...others } = named
  const { stopListGapMs, budgetEmail, budgetUsd, ...deployed } = others
  const hasLimits = lockedMicros !== null || dailyLossMicros !== null
  return {
    stack: {
      wallet: account,
      accountMicros,
      ...(hasLimits ? { limits: { lockedMicros, dailyLossMicros } } : {}),
      stuckPagePercent,
      cadenceMs,
      minGapMs,
      leaseMs,
      cancelAllOnStop,
      stopListGapMs,
      markets: machines.map(({ settings }) => settings),
      ...(hasPlaces ? { places: machines.map(({ place }) => place) } : {}),
    },
    words: machines.map(({ words }) => words),
    ...deployed,
    budget: budgetEmail === null ? null : { email: budgetEmail, usdAMonth: budgetUsd },
  }
}

interface Machine {
  readonly settings: MarketSettings
  readonly words: MarketWords
  readonly place: EntryPlace
}

/** One for each outcome of an entry: they differ in the token, and in what people call it. */
function machinesOf(draft: MarketDraft, entry: number): readonly Machine[] {
  const { words, outcomes: _, ...settings } = draft
  const { name, question, outcome, otherOutcome } = words
  return tokensOf(draft).map((tokenId, nth) => ({
    settings: { ...settings, tokenId, configured: true },
    words: { name, question, outcome: nth === 0 ? outcome : otherOutcome },
    place: { entry, token: nth === 0 ? 'token' : 'otherToken' },
  }))
}

function toWallet({ wallet }: Draft): WalletConfig | null {
  if (wallet === null) return null
  const { address, funder, signatureType, kmsKeyId } = wallet
  return { address, funder: funder ?? address, signatureType, ...(kmsKeyId === null ? {} : { kmsKeyId }) }
}
