import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface ArchiveServer {
  readonly url: string
  /** What was asked for: path, and range or null. */
  readonly asked: [path: string, range: string | null][]
  /** Body bytes that were handed to the network. */
  sent(): number
  /** Breaks the connections of that many of the next transfers in the middle. */
  breakNext(count: number): void
  /** Answers that many of the next requests with this status. */
  failNext(count: number, status: number): void
}

/** A web server of a folder, as an archive has one. */
export async function serveArchive(
  folder: string,
  /** `changes`: every answer is of another edition of the file. */
  { ranges = true, changes = false } = {},
): Promise<ArchiveServer> {
  const asked: ArchiveServer['asked'] = []
  let [sent, breaks, fails, failStatus, edition] = [0, 0, 0, 500, 1]
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const range = ranges ? (request.headers.range ?? null) : null
    if (changes) edition += 1
    asked.push([path, request.headers.range ?? null])
    const file = join(folder, path)
    if (fails > 0) {
      fails -= 1
      response.writeHead(failStatus).end()
      return
    }
    if (!existsSync(file)) {
      response.writeHead(404).end('no such file')
      return
    }
    const { size } = statSync(file)
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? []
    const [start, end] = [Number(from ?? 0), Math.min(Number(to ?? size - 1), size - 1)]
    const length = end - start + 1
    response.writeHead(range === null ? 200 : 206, {
      'content-length': length,
      etag: `"${edition}"`,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    })
    // The probe is no transfer.
    const isBroken = breaks > 0 && length > 4 && range !== 'bytes=0-3'
    if (isBroken) breaks -= 1
    const last = isBroken ? start + Math.floor(length / 2) - 1 : end
    const body = createReadStream(file, { start, end: last })
    body.on('data', (chunk) => {
      sent += chunk.length
    })
    body.pipe(response, { end: !isBroken })
    if (isBroken) body.on('end', () => setTimeout(() => response.destroy(), 50))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sent: () => sent,
    breakNext: (count) => {
      breaks = count
    },
    failNext: (count, status) => {
      fails = count
      failStatus = status
    },
  }
}
