import { type AwsCall, callJson } from '../http/createAwsCall.ts'
import type { GetParameter } from './secureStrings.ts'

/** Parameters of SSM, decrypted, by signed requests. */
export const createSsmParameters =
  (ssm: AwsCall): GetParameter =>
  async (name, signal) => {
    const input = { Name: name, WithDecryption: true }
    const { Parameter: parameter } = await callJson(ssm, 'AmazonSSM.GetParameter', input, signal)
    const { Type: type = null, Value: value = null } = { ...(parameter as object | undefined) } as Fields
    return {
      type: typeof type === 'string' ? type : undefined,
      value: typeof value === 'string' ? value : undefined,
    }
  }

interface Fields {
  readonly Type?: unknown
  readonly Value?: unknown
}
