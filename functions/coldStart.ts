import { randomUUID } from 'node:crypto'
import type { Config, LiveConfig } from '../shared/config/config.ts'
import { isPolymarket } from '../shared/config/rules.ts'
import type { Stage } from '../shared/domain/stage.ts'
import { POLYGON } from '../shared/domain/venueRules.ts'
import { createDocumentClient } from '../shared/dynamodb/documentClient.ts'
import { createIncomeStore } from '../shared/dynamodb/incomeStore.ts'
import { createPaperStore } from '../shared/dynamodb/paperStore.ts'
import { createStore } from '../shared/dynamodb/store.ts'

import { loadApiCredentials } from '../shared/keys/loadApiCredentials.ts'
import type { LoadSecret } from '../shared/keys/secureStrings.ts'
import { createAccountProbe } from '../shared/polymarket/createAccountProbe.ts'
import { createCancellingVenue } from '../shared/polymarket/createCancellingVenue.ts'
import { createIncomeReader } from '../shared/polymarket/createIncomeReader.ts'
import type { PolymarketOptions } from '../shared/polymarket/createSession.ts'
import type { RequestTurns } from '../shared/polymarket/requestTurns.ts'
import type { AccountProbe } from '../shared/ports/accountProbe.ts'
import type { IncomeReader, IncomeStore } from '../shared/ports/income.ts'
import type { PaperStore } from '../shared/ports/paperStore.ts'
import type { ApiCredentials } from '../shared/ports/signer.ts'
import type { Store } from '../shared/ports/store.ts'
import type { Venue } from '../shared/ports/venue.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { createSecrets } from './aws.ts'
import { createFeed, createPaper, createPaperProbe, type PageText } from './paper.ts'
import type { SigningParts } from './signing.ts'
import { systemClock } from './systemClock.ts'

/** The bot's table, read and written in one stage alone; null: latch what there is, for no stage is known. */
export const createTableStore = (tableName: string, stage: Stage | null): Store =>
  createStore({ ...tableOf(tableName), ...(stage === null ? {} : { stage }) })

/** The paper venue's part of the same table. */
export const createTablePaper = (tableName: string): PaperStore => createPaperStore(tableOf(tableName))

/** Rewards and rebates, in the same table. */
export const createTableIncome = (tableName: string): IncomeStore =>
  createIncomeStore({ ...tableOf(tableName), name: tableName, newId: randomUUID })

const tableOf = (tableName: string) => ({ client: createDocumentClient(), tableName, clock: systemClock })

/**
 * The venue of the configuration: its stage alone decides whether orders are sent or stay on paper. No secret is
 * read before a call needs it, so that a STOP latches first; `signing: null` makes one that never touches the wallet key, which is all that the
 * STOP's role allows.
 */
export const createVenue = (config: Config, of: VenueAccess & PaperAccess): Venue =>
  config.stage === 'live'
    ? createLiveVenue(config, of)
    : createPaper(config, {
        store: of.paper,
        page: of.page ?? (() => {}),
        feed: createFeed(config, systemClock, of.turns && { turns: of.turns }),
      })

/** Sends orders, and costs money. */
export function createLiveVenue(config: LiveConfig, of: VenueAccess): Venue {
  const load = of.load ?? createSecrets()
  const options = optionsOf(config, { ...of, load })
  if (of.signing === null) return createCancellingVenue(options)
  return of.signing.createVenue({ ...options, signer: of.signing.signerOf(config, load, of.redactor) })
}

/** The doctor's questions at the same venue, by the same credentials; it never touches the wallet key. */
export const createProbe = (
  config: Config,
  of: Omit<VenueAccess, 'signing'> & Pick<PaperAccess, 'paper'>,
): AccountProbe =>
  config.stage === 'live' ? createLiveProbe(config, of) : createPaperProbe(config, of.paper)

export function createLiveProbe(config: LiveConfig, of: Omit<VenueAccess, 'signing'>): AccountProbe {
  const web = isPolymarket(config.hosts.data) ? WEB_HOST : config.hosts.data
  const options = optionsOf(config, of)
  return createAccountProbe({ ...options, signer: null }, web)
}

/** What the venue gives the account besides its fills, by the same credentials; it never touches the wallet key. */
export const createLiveIncome = (config: LiveConfig, of: Omit<VenueAccess, 'signing'>): IncomeReader =>
  createIncomeReader(optionsOf(config, of))

export interface VenueAccess {
  /** null: it cancels and reads alone. */
  readonly signing: SigningParts | null
  readonly redactor: Redactor
  /** Where secrets come from; default: SSM of the region. */
  readonly load?: LoadSecret
  /** Of this process; default: its own. */
  readonly turns?: RequestTurns
}

/** What stage paper has in place of keys. */
export interface PaperAccess {
  readonly paper: PaperStore
  readonly page?: PageText
}

/** Judges the region; a simulated venue has one host for all. */
const WEB_HOST = 'https://polymarket.com'

function optionsOf(config: LiveConfig, of: Omit<VenueAccess, 'signing'>): Omit<PolymarketOptions, 'signer'> {
  const { wallet } = config
  const { load = createSecrets(), redactor, turns } = of
  return {
    host: config.hosts.clob,
    dataApiHost: config.hosts.data,
    gammaHost: config.hosts.gamma,
    chainId: POLYGON,
    credentials: () => loadCredentials(load, config.parameters.apiCredentials, redactor),
    owner: wallet.address,
    funder: wallet.funder,
    signatureType: wallet.signatureType,
    clock: systemClock,
    ...(turns && { turns }),
  }
}

/** What they hold is hidden from every log from then on. */
export async function loadCredentials(
  load: LoadSecret,
  name: string,
  redactor: Redactor,
): Promise<ApiCredentials> {
  const credentials = await loadApiCredentials(load, name)
  for (const secret of [credentials.key, credentials.secret, credentials.passphrase]) redactor.hide(secret)
  return credentials
}
