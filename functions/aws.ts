import { type AwsCall, createAwsCall } from '../shared/http/createAwsCall.ts'
import { createSecureStrings, type LoadSecret } from '../shared/keys/secureStrings.ts'
import { createSsmParameters } from '../shared/keys/ssmParameters.ts'
import { roleCredentials } from './roleCredentials.ts'
import { systemClock } from './systemClock.ts'

/** One attempt; each is made again once. A healthy service answers in tens of milliseconds. */
const TIMEOUT_MS = { ssm: 2_000, kms: 1_500, sns: 1_400 } as const

/** A service of the function's own region, asked by the function's own role. */
export const awsService = (service: keyof typeof TIMEOUT_MS): AwsCall =>
  createAwsCall({
    service,
    region: process.env['AWS_REGION'] ?? 'us-east-1',
    ...endpointOf(service),
    credentials: roleCredentials,
    nowMs: () => systemClock.nowMs(),
    timeoutMs: TIMEOUT_MS[service],
  })

/** Secrets as the role may read them. */
export const createSecrets = (): LoadSecret => createSecureStrings(createSsmParameters(awsService('ssm')))

/** As the SDK reads it: an emulator names itself, for one service or for all. */
function endpointOf(service: string): { readonly endpoint?: string } {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env['AWS_ENDPOINT_URL']
  return endpoint === undefined ? {} : { endpoint }
}
