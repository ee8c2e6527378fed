import type { ServerResponse } from 'node:http'
import type { FaultAfter, FaultedRequest } from './faults.ts'
import { delay } from './injectFaults.ts'
import type { Reply } from './reply.ts'

/** What an endless body sends at a time, and how often: a client without a bound fills its memory with it. */
const ENDLESS_CHUNK = ' '.repeat(65_536)
const ENDLESS_EVERY_MS = 5
/** A client that accepts this much has no bound. */
const MAX_ENDLESS_CHUNKS = 4_000

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

export function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Sends an answer after what befalls it, one thing after the other. */
export async function sendFaulty(
  response: ServerResponse,
  honest: Reply,
  of: { readonly faults: readonly FaultAfter[]; readonly request: FaultedRequest },
): Promise<void> {
  let reply = honest
  for (const fault of of.faults) {
    if (fault.do === 'alter') reply = fault.alter(reply, of.request)
    else if (fault.do === 'delay') await delay(fault.ms)
    else if (fault.do === 'drop') return drop(response)
    else if (fault.do === 'tear') return tear(response, reply)
    else return sendEndless(response, reply)
  }
  send(response, reply)
}

function tear(response: ServerResponse, { status, headers, body }: Reply): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  // Destroyed only once the half is out: both at once may lose it.
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => drop(response))
}

async function sendEndless(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  response.writeHead(status, headers)
  response.write(body.slice(0, -1))
  for (let chunk = 0; chunk < MAX_ENDLESS_CHUNKS && !response.destroyed; chunk += 1) {
    // Nobody reads, nobody is written to: what waits to be sent has a bound of its own.
    if (response.writableLength < ENDLESS_CHUNK.length) response.write(ENDLESS_CHUNK)
    await delay(ENDLESS_EVERY_MS)
  }
  drop(response)
}
