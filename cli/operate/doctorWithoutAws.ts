import type { LiveConfig } from '../../shared/config/config.ts'
import { fine } from '../../shared/operator/finding.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { whyNoCredentials } from '../aws/credentials.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { whereIs } from '../aws/whereIs.ts'
import { lookAtMarketWords } from '../find/lookAtMarketWords.ts'
import type { KeyOptions, StackOptions } from '../terminal/options.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import { doctorOutcome, lookAtConfig } from './doctorReport.ts'
import { lookAtAccountHere } from './lookAtAccountHere.ts'

/**
 * With the key in a file the venue can be asked from any machine: all that needs no AWS is looked at. null: there are
 * credentials, or nothing to ask the venue with.
 */
export async function doctorWithoutAws(options: StackOptions & KeyOptions): Promise<CommandResult | null> {
  const { local, aws } = whereIs(options)
  if (options.keyFile === undefined || local?.config.stage !== 'live') return null
  if ((await whyNoCredentials(aws)) === null) return null
  return await lookAtVenueAlone(local.config, aws, options)
}

async function lookAtVenueAlone(
  config: LiveConfig,
  aws: AwsAccess,
  keys: KeyOptions,
): Promise<CommandResult> {
  const [found, words] = await Promise.all([
    lookAtAccountHere(config, aws, createLocalSecrets(config, aws, keys)),
    lookAtMarketWords(config),
  ])
  const unseen = 'not checked, because there are no AWS credentials: table, alarms and listeners are unknown'
  return doctorOutcome([...lookAtConfig(config), ...found, ...words, fine('AWS', unseen)])
}
