import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { createGunzip } from 'node:zlib'
import type { AgentPair } from './agents.ts'

/** One request as it leaves, with every limit stated. */
export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With its query. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Absent: none. */
  readonly body?: string
  /** Which connections it may use; absent: one of its own, closed afterwards. */
  readonly agents?: AgentPair
  readonly signal: AbortSignal
  /** Of the answer's body, packed and unpacked. */
  readonly maxBytes: number
}

export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge'

  constructor(maxBytes: number) {
    super(`the answer is larger than ${maxBytes} bytes`)
  }
}

/**
 * Sends one request once and reads its answer whole; follows no redirect and judges no status.
 * Rejects where no complete answer came, or a larger one than allowed: the request may have arrived anyway.
 */
export async function sendRequest(request: WireRequest): Promise<WireAnswer> {
  const response = await answerTo(request)
  const text = await bodyOf(response, request.maxBytes)
  return { status: response.statusCode ?? 0, headers: response.headers, text }
}

function answerTo({ method, url, headers, body, agents, signal }: WireRequest): Promise<IncomingMessage> {
  const isTls = url.protocol === 'https:'
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const agent = agents === undefined ? false : isTls ? agents.https : agents.http
  const options = { method, headers: { ...headers, ...length }, signal, agent }
  return new Promise((resolve, reject) => {
    const sent = isTls ? https.request(url, options, resolve) : http.request(url, options, resolve)
    sent.once('error', reject)
    sent.end(body)
  })
}

async function bodyOf(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of unpacked(response)) {
    bytes += chunk.length
    // Leaving the loop destroys the stream, and with it the connection: no later request reads the rest.
    if (bytes > maxBytes) throw new AnswerTooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function unpacked(response: IncomingMessage): AsyncIterable<Buffer> {
  if (response.headers['content-encoding'] !== 'gzip') return response
  const gunzip = createGunzip()
  // An answer that breaks off breaks the reading of it off too.
  response.once('error', (error) => gunzip.destroy(error))
  response.once('aborted', () => gunzip.destroy(new Error('aborted')))
  gunzip.once('close', () => response.destroy())
  return response.pipe(gunzip)
}
