import type { Command } from 'commander'
import { createAwsAccess } from '../aws/awsAccess.ts'
import { requireCredentials } from '../aws/credentials.ts'
import { withYes } from '../terminal/options.ts'
import { type CommandResult, unconfirmed } from '../terminal/outcome.ts'
import { readWritable } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { carryOutSetup } from './carryOutSetup.ts'
import { configForSetup } from './configForSetup.ts'
import { findWallet } from './findWallet.ts'
import { isNamed } from './foundWallet.ts'
import { lookAtSetup } from './lookAtSetup.ts'
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
    .action(act(setup))
}

/** Stands for a wallet that is not known yet, to read the rest of a file. */
const NOBODY = { address: `0x${'0'.repeat(40)}` }

/** Everything that is found out before anything is written; without --yes it ends there. */
async function setup(options: SetupOptions): Promise<CommandResult> {
  const before = readWritable(options.config)
  const named = configForSetup(options.config, before, null)
  const { region } = named ?? configForSetup(options.config, before, NOBODY)
  const aws = createAwsAccess(options.region ?? region, options.endpointUrl ?? null)
  await requireCredentials(aws)
  const signing = await signerOf(options, { text: before, named, aws })
  if (signing.is === 'would') return unconfirmed(signing.would)
  const yes = options.yes === true
  const found = await findWallet(options, {
    file: options.config,
    aws,
    signing,
    funder: named?.wallet.funder,
    mayCreate: yes,
    isWritten: (block) => isNamed(configForSetup(options.config, signing.text, null), block),
  })
  if ('exit' in found) return found
  return yes ? await carryOutSetup(options, aws, found) : await lookAtSetup(options, aws, found)
}
