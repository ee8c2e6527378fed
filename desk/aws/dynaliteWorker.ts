import { parentPort, workerData } from 'node:worker_threads'
import dynalite from 'dynalite'
import { assert } from '../../shared/domain/assert.ts'

/** What the thread is started with. */
export interface DynaliteWorkerData {
  /** One shared counter: requests served. */
  readonly calls: Int32Array<SharedArrayBuffer>
  /** A folder that keeps the tables; null: they live in memory. */
  readonly path: string | null
}

/** Posted once: where it listens; and, asked to end, that everything is on disk. */
export type DynaliteWorkerMessage = { readonly port: number } | { readonly closed: true }

// A thread of its own: half of a session's work would otherwise wait in one queue with the bot and the venue.
assert(parentPort !== null, 'this file is the body of a worker thread')
const port = parentPort
const { calls, path } = workerData as DynaliteWorkerData
const kept = path === null ? {} : { path }
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...kept })
port.on('message', () => {
  server.close(() => port.postMessage({ closed: true } satisfies DynaliteWorkerMessage))
  server.closeAllConnections()
})
server.on('request', () => Atomics.add(calls, 0, 1))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  assert(address !== null && typeof address === 'object', 'dynalite: no port')
  port.postMessage({ port: address.port } satisfies DynaliteWorkerMessage)
})
