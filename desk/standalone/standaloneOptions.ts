import { wrongValue } from '../../shared/domain/inputError.ts'
import { parseTimeSpan } from '../../shared/domain/timeSpan.ts'
import { MAX_SEED, parseWhole } from '../../shared/domain/wholeNumber.ts'
import { isAddress } from '../exchange/http/hex.ts'
import type { WalletRegistration } from '../exchange/http/wallets.ts'
import { SYNTHETIC_KINDS, type SyntheticKind } from '../tape/feed/syntheticKinds.ts'

/** The options as the command line has them. */
export interface RawStandaloneOptions {
  readonly host?: string
  readonly port?: string
  readonly market?: string
  readonly tape?: string
  readonly lasts?: string
  readonly seed?: string
  readonly fault?: readonly string[]
  readonly funded?: readonly string[]
  readonly wallet?: readonly string[]
  readonly v2?: true
  readonly negRisk?: true
  readonly catalogue?: string
}

export interface StandaloneOptions {
  readonly host: string
  /** The data hosts are on the next one; 0: any two. */
  readonly port: number
  readonly kind: SyntheticKind
  /** Of a market that comes to an end. */
  readonly lastsMs: number
  /** Plays this recording instead. */
  readonly tape: string | null
  readonly seed: number
  readonly faults: readonly string[]
  /** Addresses with money, besides the wallet that everybody may use. */
  readonly funded: readonly string[]
  readonly wallets: readonly WalletRegistration[]
  readonly version: 'v1' | 'v2'
  readonly negRisk: boolean
  /** Number of further made-up markets, with books that do not change. */
  readonly catalogue: number
}

const DEFAULT_PORT = 8137
const DAY_MS = 86_400_000
const LEAST_MS = 300_000
/** Twice what one listing of `find` was tried with; each market is looked at once a minute. */
const MAX_CATALOGUE = 4_000

/** @throws InputError naming the option that is wrong; faults are for `createFaults` to judge. */
export function parseStandaloneOptions(raw: RawStandaloneOptions): StandaloneOptions {
  const kind = SYNTHETIC_KINDS.find((each) => each === (raw.market ?? 'calm'))
  if (kind === undefined) {
    throw wrongValue('--market', String(raw.market), `use one of ${SYNTHETIC_KINDS.join(', ')}`)
  }
  if (raw.tape !== undefined && raw.market !== undefined) {
    throw wrongValue('--market', raw.market, 'leave it out: --tape is the market')
  }
  return {
    host: raw.host ?? '127.0.0.1',
    port: parseWhole('--port', raw.port ?? String(DEFAULT_PORT), { least: 0, most: 65_534 }),
    kind,
    lastsMs: parseLasts(raw.lasts, kind),
    tape: raw.tape ?? null,
    seed: parseWhole('--seed', raw.seed ?? '1', { least: 0, most: MAX_SEED }),
    faults: raw.fault ?? [],
    funded: (raw.funded ?? []).map((text) => address('--funded', text)),
    wallets: (raw.wallet ?? []).map(parseWallet),
    version: raw.v2 === true ? 'v2' : 'v1',
    negRisk: raw.negRisk === true,
    catalogue: parseWhole('--catalogue', raw.catalogue ?? '0', { least: 0, most: MAX_CATALOGUE }),
  }
}

function parseLasts(text: string | undefined, kind: SyntheticKind): number {
  if (text === undefined) return DAY_MS
  const field = '--lasts'
  if (!hasEnd(kind)) throw wrongValue(field, text, 'leave it out, or choose --market resolving or gamestart')
  const lastsMs = parseTimeSpan(field, text)
  if (lastsMs >= LEAST_MS && lastsMs <= DAY_MS) return lastsMs
  throw wrongValue(field, text, 'use 5m to 24h')
}

/** Kinds that come to an end. */
export const hasEnd = (kind: SyntheticKind): boolean => kind === 'gamestart' || kind === 'resolving'

/** "3:OWNER:FUNDER". */
function parseWallet(text: string): WalletRegistration {
  const [type = '', owner = '', funder = ''] = text.split(':')
  const signatureType = ([1, 2, 3] as const).find((each) => String(each) === type)
  if (signatureType === undefined) {
    const remedy = 'write TYPE:OWNER:FUNDER with type 1 (proxy), 2 (Safe) or 3 (deposit wallet)'
    throw wrongValue('--wallet', text, remedy)
  }
  return { signatureType, owner: address('--wallet', owner), funder: address('--wallet', funder) }
}

function address(field: string, text: string): string {
  if (isAddress(text)) return text.toLowerCase()
  throw wrongValue(field, text, 'give an address: 0x and 40 hex digits')
}
