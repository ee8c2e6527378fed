import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm'
import type { GetParameter } from '../../shared/keys/secureStrings.ts'

/** Parameters of SSM by the caller's own profile, which only the SDK can read. */
export const sdkParameters =
  (client: SSMClient): GetParameter =>
  async (name, abortSignal) => {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true })
    const { Parameter: parameter } = await client.send(command, { abortSignal })
    return { type: parameter?.Type, value: parameter?.Value }
  }
