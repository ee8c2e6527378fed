import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import type { AgentPair } from '../http/agents.ts'

/** An open connection, and agents that use it for the one request to come. */
export interface OpenSocket {
  readonly agents: AgentPair
  close(): void
}

/** Opens a TCP (and TLS) connection to the URL's host. Rejects when that fails or the signal fires first. */
export function openSocket(url: URL, signal: AbortSignal): Promise<OpenSocket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new Error('aborted before connecting'))
      return
    }
    const socket = connect(url)
    const onAbort = () => socket.destroy(new Error('not connected in time'))
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('error', reject)
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', reject)
      resolve(around(socket))
    })
  })
}

function connect(url: URL): net.Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:') return net.connect({ host, port: Number(url.port || 80) })
  return tls.connect({
    host,
    port: Number(url.port || 443),
    // A server name may not be an address.
    ...(net.isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ['http/1.1'],
  })
}

function around(socket: net.Socket): OpenSocket {
  const httpAgent = new http.Agent({ keepAlive: false, maxSockets: 1 })
  const httpsAgent = new https.Agent({ keepAlive: false, maxSockets: 1 })
  httpAgent.createConnection = () => socket
  httpsAgent.createConnection = () => socket
  // Between its opening and the request nobody else listens, and an unheard error ends the process.
  socket.on('error', () => {})
  return { agents: { http: httpAgent, https: httpsAgent }, close: () => socket.destroy() }
}
