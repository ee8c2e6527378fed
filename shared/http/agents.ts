import http from 'node:http'
import https from 'node:https'

/** Connections for either scheme. */
export interface AgentPair {
  readonly http: http.Agent
  readonly https: https.Agent
}

/**
 * Idle connections are kept longer than a minute, the longest pause between two ticks; Node's own agent closes them
 * after five seconds, and every round would begin with new ones. A server that names a shorter time is obeyed.
 */
const KEPT_MS = 75_000
/** As many requests to one host as a round of a large stack has under way; more wait for a connection. */
const MAX_SOCKETS = 64

/** Connections that are kept from one request to the next. */
export function createKeptAgents(): AgentPair {
  const options = { keepAlive: true, timeout: KEPT_MS, maxSockets: MAX_SOCKETS, maxFreeSockets: MAX_SOCKETS }
  return { http: new http.Agent(options), https: new https.Agent(options) }
}
