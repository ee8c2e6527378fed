import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createKeptAgents } from '../../../shared/http/agents.ts'
import { sendRequest } from '../../../shared/http/sendRequest.ts'
import { listen } from '../../support/loopback.ts'

const kept = createKeptAgents()
afterEach(() => {
  kept.http.destroy()
  kept.https.destroy()
})

const MAX_BYTES = 100_000
const get = (url: string, agents = kept) =>
  sendRequest({
    method: 'GET',
    url: new URL('/path?a=1', url),
    headers: { Accept: '*/*' },
    agents,
    signal: AbortSignal.timeout(2_000),
    maxBytes: MAX_BYTES,
  })

describe('one request', () => {
  it('brings status, headers and text, whatever the status', async () => {
    const server = await listen(() => ({ status: 404, text: 'nothing — here', headers: { 'x-a': 'b' } }))
    expect(await get(server.url)).toMatchObject({
      status: 404,
      text: 'nothing — here',
      headers: { 'x-a': 'b' },
    })
    expect(server.seen[0]?.query.get('a')).toBe('1')
  })

  it('sends its body whole, with its length in bytes', async () => {
    const server = await listen(() => ({ json: {} }))
    await sendRequest({
      method: 'POST',
      url: new URL(server.url),
      headers: {},
      body: '{"a":"é"}',
      signal: AbortSignal.timeout(2_000),
      maxBytes: MAX_BYTES,
    })
    expect(server.seen[0]).toMatchObject({ body: '{"a":"é"}', headers: { 'content-length': '10' } })
  })

  it('follows no redirect', async () => {
    const server = await listen(() => ({
      status: 302,
      text: '',
      headers: { location: 'http://127.0.0.1:1/' },
    }))
    expect(await get(server.url)).toMatchObject({ status: 302 })
  })

  it('unpacks what comes packed', async () => {
    const server = await listen(() => (response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync('{"a":1}'))
    })
    expect(await get(server.url)).toMatchObject({ text: '{"a":1}' })
  })

  it.each([
    ['plain', (text: string) => ({ body: Buffer.from(text), headers: {} })],
    ['packed', (text: string) => ({ body: gzipSync(text), headers: { 'content-encoding': 'gzip' } })],
  ])('refuses more than it was allowed, %s', async (_, make) => {
    const { body, headers } = make('x'.repeat(MAX_BYTES + 1))
    const server = await listen(() => (response) => {
      response.writeHead(200, headers)
      response.end(body)
    })
    await expect(get(server.url)).rejects.toThrow('larger than 100000 bytes')
  })

  it.each([
    ['plain', {}],
    ['packed', { 'content-encoding': 'gzip' }],
  ])('fails where a %s answer breaks off', async (_, headers) => {
    const whole = gzipSync('some text that is long enough to be cut')
    const server = await listen(() => (response) => {
      response.writeHead(200, { ...headers, 'content-length': String(whole.length) })
      response.write(whole.subarray(0, 20), () => response.destroy())
    })
    await expect(get(server.url)).rejects.toThrow()
  })

  it('fails where what claims to be packed is not', async () => {
    const server = await listen(() => ({ text: 'plain', headers: { 'content-encoding': 'gzip' } }))
    await expect(get(server.url)).rejects.toThrow()
  })
})
