import { POLYGON } from '../../shared/domain/venueRules.ts'
import { deriveCredentials, obtainCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { type CommandResult, failed, unconfirmed } from '../terminal/outcome.ts'
import type { WalletBlock } from '../terminal/withWallet.ts'
import { funderOf, typeOf, type WalletOptions } from './askForWallet.ts'
import { configForSetup } from './configForSetup.ts'
import { blockOf, type FoundWallet } from './foundWallet.ts'
import { secretsPlace } from './secretsPlace.ts'
import type { SetupSigner } from './setupSigner.ts'

interface Wanted {
  readonly file: string
  readonly aws: AwsAccess
  /** Its text names this signer's wallet or none. */
  readonly signing: SetupSigner
  /** The file's own, which need not be asked for again. */
  readonly funder: string | undefined
  /** Creating credentials is a change at the venue: without it they are derived alone. */
  readonly mayCreate: boolean
  readonly isWritten: (block: WalletBlock) => boolean
}

/** What venue and AWS say of a signer's wallet: its API credentials, its type, and where its secrets belong. Nothing is stored. */
export async function findWallet(options: WalletOptions, of: Wanted): Promise<FoundWallet | CommandResult> {
  const { file, aws, signing } = of
  const { signer, key, kmsKeyId, made, text } = signing
  const owner = (await signer.getAddress()).toLowerCase()
  const config = configForSetup(file, text, { address: owner })
  const funder = await funderOf(options, owner, of.funder)
  const venue = { host: config.hosts.clob, chainId: POLYGON, signer } as const
  const obtained = of.mayCreate ? await obtainCredentials(venue) : await deriveCredentials(venue)
  if (obtained.is === 'unknown') {
    const why = `no API credentials: ${obtained.why}; check that ${config.hosts.clob} can be reached`
    return failed([...made, why].join('\n'))
  }
  if (obtained.is === 'none') {
    return unconfirmed(
      'the venue has no API credentials for this key: would create them, find the wallet type with them, write the wallet into the configuration, and store the secrets in SSM once the stack is deployed',
    )
  }
  const { credentials } = obtained
  const type = await typeOf(config, options, { owner, funder, credentials })
  if (typeof type === 'string') return failed([...made, type].join('\n'))
  const block = blockOf({ address: owner, funder, signatureType: type.type }, kmsKeyId)
  return {
    text,
    key,
    credentials,
    block,
    made,
    config: configForSetup(file, text, block),
    isWritten: of.isWritten(block),
    place: await secretsPlace(aws, config),
    how: obtained.is,
  }
}
