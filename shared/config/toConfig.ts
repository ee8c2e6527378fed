import type { MarketSettings } from '../domain/settings.ts'
import { PAPER_WALLET } from '../domain/stage.ts'
import type { Config, WalletConfig } from './config.ts'
import { marketSettings, marketWords } from './marketSettings.ts'
import type { Given } from './readGiven.ts'
import { stackSettings, walletSettings } from './stackSettings.ts'
import { type Values, valuesOf } from './values.ts'

/** A file of which every value is sound by itself; the rules between them are still to be checked. */
export interface Draft {
  readonly common: Values<typeof stackSettings>
  /** null: none is named. */
  readonly wallet: Values<typeof walletSettings> | null
  readonly markets: readonly Values<typeof marketSettings>[]
  /** Of each market, in the same order. */
  readonly words: readonly Values<typeof marketWords>[]
}

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
    markets: markets.map(({ values }) => valuesOf(marketSettings, [values, defaults.values, top.values])),
    words: markets.map(({ values }) => valuesOf(marketWords, [values])),
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

function toStack({ common, markets, words }: Draft, account: string) {
  const { accountMicros, cadenceMs, minGapMs, leaseMs, cancelAllOnStop, stopListGapMs } = common
  const {
    name,
    hosts,
    parameters,
    region,
    operatorEmail,
    budgetEmail,
    budgetUsd,
    memoryMb,
    bell,
    marketMetrics,
  } = common
  return {
    stack: {
      wallet: account,
      accountMicros,
      cadenceMs,
      minGapMs,
      leaseMs,
      cancelAllOnStop,
      stopListGapMs,
      markets: markets.map((market): MarketSettings => ({ ...market, configured: true })),
    },
    words,
    name,
    hosts,
    parameters,
    region,
    operatorEmail,
    memoryMb,
    bell,
    marketMetrics,
    budget: budgetEmail === null ? null : { email: budgetEmail, usdAMonth: budgetUsd },
  }
}

function toWallet({ wallet }: Draft): WalletConfig | null {
  if (wallet === null) return null
  const { address, funder, signatureType, kmsKeyId } = wallet
  return { address, funder: funder ?? address, signatureType, ...(kmsKeyId === null ? {} : { kmsKeyId }) }
}
