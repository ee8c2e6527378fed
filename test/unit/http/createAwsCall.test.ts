import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { callJson, createAwsCall } from '../../../shared/http/createAwsCall.ts'
import { signAws } from '../../../shared/http/signAws.ts'
import { createSsmParameters } from '../../../shared/keys/ssmParameters.ts'
import { listen, type Reply } from '../../support/loopback.ts'

const CREDENTIALS = { accessKeyId: 'AKID', secretAccessKey: 'secret/+', sessionToken: 'token==' }
const NOW = Date.parse('2026-11-28T12:34:56.789Z')

async function serviceThat(answer: (nth: number) => Reply, timeoutMs = 1_000) {
  const server = await listen((_, nth) => answer(nth))
  const call = createAwsCall({
    service: 'ssm',
    region: 'eu-west-1',
    endpoint: server.url,
    credentials: () => CREDENTIALS,
    nowMs: () => NOW,
    timeoutMs,
  })
  const ask = () => callJson(call, 'AmazonSSM.GetParameter', { Name: '/a' }, AbortSignal.timeout(5_000))
  return { server, call, ask }
}

describe('a signed request', () => {
  it.each([
    ['a role, with a session token', CREDENTIALS],
    ['a person’s own key', { accessKeyId: 'AKID', secretAccessKey: 'secret/+' }],
  ])('has the signature of the SDK, for %s', async (_, credentials) => {
    // Prepare: what the SDK's own client sends, caught before it leaves.
    const caught: { headers: Record<string, string>; body: string }[] = []
    const client = new SSMClient({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      credentials,
      maxAttempts: 1,
      requestHandler: {
        handle: async (request: { headers: Record<string, string>; body: string }) => {
          caught.push(request)
          throw new Error('caught')
        },
      } as never,
    })
    await client.send(new GetParameterCommand({ Name: '/a', WithDecryption: true })).catch(() => {})
    const [sdk] = caught
    if (sdk === undefined) throw new Error('the SDK sent nothing')
    const signed = /SignedHeaders=([^,]+)/.exec(sdk.headers['authorization'] ?? '')?.[1]?.split(';') ?? []
    const own = signed.filter((name) => !['host', 'x-amz-date', 'x-amz-security-token'].includes(name))

    // Act: the same headers, body and instant.
    const date = sdk.headers['x-amz-date'] ?? ''
    const at = date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z')
    const headers = signAws(
      {
        host: '127.0.0.1:1',
        headers: Object.fromEntries(own.map((name) => [name, sdk.headers[name] ?? ''])),
        body: sdk.body,
      },
      { service: 'ssm', region: 'eu-west-1', credentials, atMs: Date.parse(at) },
    )

    // Assess
    expect(headers['authorization']).toBe(sdk.headers['authorization'])
    expect(headers['x-amz-security-token']).toBe(sdk.headers['x-amz-security-token'])
  })
})

describe('a call to a service', () => {
  it('names the operation and brings its answer', async () => {
    const { server, ask } = await serviceThat(() => ({ json: { Parameter: { Value: 'a' } } }))
    expect(await ask()).toEqual({ Parameter: { Value: 'a' } })
    expect(server.seen[0]).toMatchObject({
      method: 'POST',
      body: '{"Name":"/a"}',
      headers: { 'x-amz-target': 'AmazonSSM.GetParameter', 'x-amz-security-token': 'token==' },
    })
  })

  it('is made again once where the service was ill or too many asked', async () => {
    for (const ill of [
      { status: 500, json: {} },
      { status: 400, json: { __type: 'ThrottlingException' } },
    ]) {
      const { server, ask } = await serviceThat((nth) => (nth === 1 ? ill : { json: { ok: true } }))
      expect(await ask()).toEqual({ ok: true })
      expect(server.seen.length).toBe(2)
    }
  })

  it('is over after two tries, and after silence', async () => {
    const { server, ask } = await serviceThat(() => ({ status: 503, json: {} }))
    await expect(ask()).rejects.toThrow('status 503')
    expect(server.seen.length).toBe(2)
    const silent = await serviceThat(() => () => {}, 50)
    await expect(silent.ask()).rejects.toThrow('TimeoutError')
  })

  it.each([
    [
      'JSON',
      { status: 400, json: { __type: 'com.amazonaws.ssm#ParameterNotFound', message: 'hunter2' } },
      'ParameterNotFound',
    ],
    [
      'XML',
      { status: 403, text: '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>' },
      'AuthorizationError',
    ],
  ])('fails by the name that the service gives in %s, and asks no second time', async (_, reply, name) => {
    const { server, ask } = await serviceThat(() => reply)
    const error: unknown = await ask().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name, message: name })
    expect(server.seen.length).toBe(1)
  })

  it('reads a parameter decrypted, and one that is not there as none', async () => {
    const { server, call } = await serviceThat((nth) =>
      nth === 1 ? { json: { Parameter: { Type: 'SecureString', Value: 's' } } } : { json: {} },
    )
    const read = createSsmParameters(call)
    expect(await read('/a', AbortSignal.timeout(1_000))).toEqual({ type: 'SecureString', value: 's' })
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ Name: '/a', WithDecryption: true })
    expect(await read('/a', AbortSignal.timeout(1_000))).toEqual({ type: undefined, value: undefined })
  })
})
