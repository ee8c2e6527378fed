import { createFeed } from '../../functions/paper.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { doctorOfFeed } from '../../shared/operator/doctor.ts'
import { type Finding, soundFinding } from '../../shared/operator/finding.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { whyNoCredentials } from '../aws/credentials.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { targetOf } from '../aws/targetOf.ts'
import { lookAtMarketWords } from '../find/lookAtMarketWords.ts'
import type { KeyOptions, StackOptions } from '../terminal/options.ts'
import type { CommandResult } from '../terminal/outcome.ts'
import { doctorOutcome, lookAtConfig } from './doctorReport.ts'
import { lookAtAccountHere } from './lookAtAccountHere.ts'

/**
 * The venue can be asked from any machine: by anybody on paper, and live with the key in a file. All that needs no AWS
 * is looked at. null: there are credentials, or nothing to ask the venue with.
 */
export async function doctorWithoutAws(options: StackOptions & KeyOptions): Promise<CommandResult | null> {
  const { local, aws } = targetOf(options)
  if (local === null || (local.config.stage === 'live' && options.keyFile === undefined)) return null
  if ((await whyNoCredentials(aws)) === null) return null
  return await lookAtVenueAlone(local.config, aws, options)
}

async function lookAtVenueAlone(config: Config, aws: AwsAccess, keys: KeyOptions): Promise<CommandResult> {
  const [found, words] = await Promise.all([lookAtVenueHere(config, aws, keys), lookAtMarketWords(config)])
  const unseen = 'not checked, because there are no AWS credentials: table, alarms and listeners are unknown'
  const { json, ...outcome } = doctorOutcome([
    ...lookAtConfig(config),
    ...found,
    ...words,
    soundFinding('AWS', unseen),
  ])
  return { ...outcome, json: { ...json, withoutAws: config.stage } }
}

const lookAtVenueHere = (config: Config, aws: AwsAccess, keys: KeyOptions): Promise<readonly Finding[]> =>
  config.stage === 'live'
    ? lookAtAccountHere(config, aws, createLocalSecrets(config, aws, keys))
    : doctorOfFeed(createFeed(config, systemClock), systemClock, config.stack)
