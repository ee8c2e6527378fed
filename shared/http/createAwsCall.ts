import { createKeptAgents } from './agents.ts'
import { sendRequest, type WireAnswer } from './sendRequest.ts'
import { type AwsCredentials, signAws } from './signAws.ts'

/** Where a service of AWS is, and by whom it is asked. */
export interface AwsService {
  /** By its name in addresses and signatures: "ssm", "kms", "sns". */
  readonly service: string
  readonly region: string
  /** Where it is not at its own address: an emulator. */
  readonly endpoint?: string
  readonly credentials: () => AwsCredentials | Promise<AwsCredentials>
  readonly nowMs: () => number
  /** Of one attempt. */
  readonly timeoutMs: number
}

export interface AwsRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The answer's text. Rejects with an AwsCallError, also where the signal ends the waiting. */
export type AwsCall = (request: AwsRequest, signal: AbortSignal) => Promise<string>

/** `name` is the service's own word for what is wrong, "ParameterNotFound" for one. It quotes nothing of the request. */
export class AwsCallError extends Error {
  constructor(name: string) {
    super(name)
    this.name = name
  }
}

/** Asks a service of the JSON protocol for one operation, "AmazonSSM.GetParameter" for one. */
export async function callJson(
  call: AwsCall,
  target: string,
  input: object,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
  const answer: unknown = JSON.parse(await call({ headers, body: JSON.stringify(input) }, signal))
  return typeof answer === 'object' && answer !== null ? { ...answer } : {}
}

/** An answer is a key, a secret or a signature. */
const MAX_BYTES = 256 * 1024
/** All that is asked may be asked again: reads, signatures over the same digest, and a mail that may come twice. */
const ATTEMPTS = 2

/** Signed requests to one service, without its SDK: that would be the larger part of a cold start. */
export function createAwsCall(of: AwsService): AwsCall {
  const agents = createKeptAgents()
  const url = new URL(of.endpoint ?? `https://${of.service}.${of.region}.${domainOf(of.region)}/`)
  return async (request, signal) => {
    let why = 'TimeoutError'
    for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
      const scope = { ...of, credentials: await of.credentials(), atMs: of.nowMs() }
      const headers = signAws({ ...request, host: url.host }, scope)
      try {
        const answer = await sendRequest({
          method: 'POST',
          url,
          headers,
          body: request.body,
          agents,
          maxBytes: MAX_BYTES,
          signal: AbortSignal.any([signal, AbortSignal.timeout(of.timeoutMs)]),
        })
        if (answer.status === 200) return answer.text
        why = errorNameOf(answer)
        if (!mayPass(answer.status, why)) break
      } catch (error) {
        why = nameOf(error)
      }
    }
    throw new AwsCallError(why)
  }
}

/** Not reached, or not in time. A message may quote what was sent; a code does not. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error'
  if (error.name === 'AbortError') return 'TimeoutError'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

const domainOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com')

const mayPass = (status: number, name: string): boolean =>
  status >= 500 || status === 429 || /throttl|too many|limit exceeded/i.test(name)

/** JSON names it in `__type`, with a namespace before it; XML in `<Code>`. */
function errorNameOf({ status, text }: WireAnswer): string {
  const found = /"__type"\s*:\s*"(?:[^"]*#)?(\w{1,80})"/.exec(text) ?? /<Code>(\w{1,80})<\/Code>/.exec(text)
  return found?.[1] ?? `status ${status}`
}
