import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { type AwsAccess, closing } from './awsAccess.ts'

/** Whether the SDK finds credentials of the caller's: in the environment, a profile, a sign-on, a machine's role. */
export async function whyNoCredentials(aws: AwsAccess): Promise<string | null> {
  using client = closing(new CloudFormationClient(aws.client))
  try {
    await client.config.credentials()
    return null
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, MAX_WHY) : 'unknown error'
  }
}
const MAX_WHY = 200

/** The same answer of every command that needs AWS. @throws InputError where there are none. */
export async function requireCredentials(aws: AwsAccess): Promise<void> {
  const why = await whyNoCredentials(aws)
  if (why === null) return
  const profile = process.env['AWS_PROFILE'] ?? ''
  const named =
    profile === ''
      ? ''
      : `AWS_PROFILE names the profile "${profile}", which has no credentials: check it with "aws configure list-profiles"; or `
  const remedy = `${named}sign in ("aws sso login", "aws configure"), or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${why})`
  throw wrongValue('AWS credentials', 'missing', remedy)
}
