import { KMSClient } from '@aws-sdk/client-kms'
import { systemClock } from '../../functions/systemClock.ts'
import { type AwsCall, createAwsCall } from '../../shared/http/createAwsCall.ts'
import type { AwsAccess } from './awsAccess.ts'

const TIMEOUT_MS = 3_000

/** A service by the caller's own credentials, which the SDK alone can find: a profile, a sign-on. */
export function serviceHere(aws: AwsAccess, service: 'kms' | 'sns'): AwsCall {
  const { config } = new KMSClient(aws.client)
  return createAwsCall({
    service,
    region: aws.region,
    ...(aws.endpointUrl === null ? {} : { endpoint: aws.endpointUrl }),
    credentials: () => config.credentials(),
    nowMs: () => systemClock.nowMs(),
    timeoutMs: TIMEOUT_MS,
  })
}
