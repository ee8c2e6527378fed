import type { Command } from 'commander'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { deriveCredentials, obtainCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import { createAwsAccess } from '../aws/awsAccess.ts'
import { requireCredentials } from '../aws/credentials.ts'
import { withYes } from '../terminal/options.ts'
import { failed, type Outcome, unconfirmed } from '../terminal/outcome.ts'
import { readWritable } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { funderOf, typeOf } from './askForWallet.ts'
import { carryOutSetup } from './carryOutSetup.ts'
import { configForSetup } from './configForSetup.ts'
import { blockOf, type FoundWallet, isNamed } from './foundWallet.ts'
import { lookAtSetup } from './lookAtSetup.ts'
import { secretsPlace } from './secretsPlace.ts'
import type { SetupOptions } from './setupOptions.ts'
import { signerOf } from './setupSigner.ts'

export const addSetup = (program: Command, act: Act): void => {
  withYes(program.command('setup'))
    .description(
      'find the wallet type, get API credentials, write the wallet into the configuration and, once the stack exists, store the secrets in SSM under its key; ends with the doctor',
    )
    .requiredOption('--config <file>', 'the configuration to write the wallet into')
    .option('--key-file <file>', 'a file with the wallet key (default: ask)')
    .option('--kms [id]', 'sign with this AWS KMS key, or, without an id, with a new one')
    .option('--funder <address>', 'the address that holds the money (default: ask)')
    .option(
      '--type <number>',
      'wallet type, if the venue does not determine it: 0 key, 1 proxy, 2 safe, 3 deposit',
    )
    .option('--region <region>', 'AWS region (default: that of the configuration)')
    .option('--endpoint-url <url>', 'a custom AWS endpoint, such as an emulator')
    .option('--json', 'print one line of JSON')
    .action(act(setup))
}

/** Stands for a wallet that is not known yet, to read the rest of a file. */
const NOBODY = { address: `0x${'0'.repeat(40)}` }

/** Everything that is found out before anything is written; without --yes it ends there. */
async function setup(options: SetupOptions): Promise<Outcome> {
  const before = readWritable(options.config)
  const named = configForSetup(options.config, before, null)
  const { region } = named ?? configForSetup(options.config, before, NOBODY)
  const aws = createAwsAccess(options.region ?? region, options.endpointUrl ?? null)
  await requireCredentials(aws)
  const signing = await signerOf(options, { text: before, named, aws })
  if (signing.is === 'would') return unconfirmed(signing.would)
  const { signer, key, kmsKeyId, made, text } = signing
  const owner = (await signer.getAddress()).toLowerCase()
  const config = configForSetup(options.config, text, { address: owner })
  const funder = await funderOf(options, owner, named?.wallet.funder)
  const yes = options.yes === true
  const venue = { host: config.hosts.clob, chainId: POLYGON, signer } as const
  // Creating credentials is a change at the venue.
  const obtained = yes ? await obtainCredentials(venue) : await deriveCredentials(venue)
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
  const found: FoundWallet = {
    text,
    key,
    credentials,
    block,
    made,
    config: configForSetup(options.config, text, block),
    isWritten: isNamed(configForSetup(options.config, text, null), block),
    place: await secretsPlace(aws, config),
    how: obtained.is,
  }
  return yes ? await carryOutSetup(options, aws, found) : await lookAtSetup(options, aws, found)
}
