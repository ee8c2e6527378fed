import { localOptions, startDynalite } from '../../desk/aws/dynalite.ts'
import { eventLines } from '../../desk/paper/eventLines.ts'
import { standaloneConfigs } from '../../desk/standalone/standaloneConfig.ts'
import { parseStandaloneOptions } from '../../desk/standalone/standaloneOptions.ts'
import { startStandalone } from '../../desk/standalone/startStandalone.ts'
import { createLiveProbe, createLiveVenue } from '../../functions/coldStart.ts'
import { type CommandAnswer, runCommand } from '../../functions/commands.ts'
import { createSigning } from '../../functions/signing.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { LiveConfig } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { loadOnce } from '../../shared/domain/loadOnce.ts'
import type { MonotonicMs } from '../../shared/domain/units.ts'
import { POLYGON } from '../../shared/domain/venueRules.ts'
import { createDocumentClient } from '../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../shared/dynamodb/store.ts'
import { createTableInput } from '../../shared/dynamodb/table.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import type { LoadSecret } from '../../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { obtainCredentials } from '../../shared/polymarket/obtainCredentials.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'

/** The parts that are deployed, with a live configuration, a simulated venue and a table of this machine. */
export interface LiveHere {
  readonly config: LiveConfig
  readonly venueUrl: string
  readonly ports: Ports & { readonly telemetry: FunctionTelemetry }
  /** Doctor, canary, and a STOP of its own, as the deployed function does it. */
  arm(until: MonotonicMs): Promise<Extract<CommandAnswer, { command: 'arm' }>>
  onTick(listener: (record: TickRecord) => void): void
  close(): Promise<void>
}

export async function startLiveHere(say: (line: string) => void): Promise<LiveHere> {
  const venue = await startStandalone(parseStandaloneOptions({ port: '0' }))
  const dynamo = await startDynalite(createTableInput('live')).catch(async (error: unknown) => {
    await venue.close()
    throw error
  })
  const client = createDocumentClient(localOptions(dynamo.endpoint))
  const config = liveConfigOf(venue)
  const access = { redactor: createRedactor(), load: secretsOf(config, venue) }
  const { telemetry, onTick } = telemetryTo(say)
  const ports = {
    clock: systemClock,
    store: createStore({ client, tableName: dynamo.tableName, clock: systemClock, stage: 'live' }),
    venue: createLiveVenue(config, { ...access, signing: createSigning() }),
    telemetry,
  }
  return {
    config,
    venueUrl: venue.url,
    ports,
    onTick,
    arm: async (until) => {
      const given = { ...ports, probe: createLiveProbe(config, access), testNotice: async () => [] }
      const answer = await runCommand(given, config.stack, { command: 'arm', notice: false }, until)
      if (answer.command !== 'arm') throw new RangeError('another command was answered')
      return answer
    },
    close: async () => {
      client.destroy()
      await Promise.all([venue.close(), dynamo.stop()])
    },
  }
}

function liveConfigOf(venue: Parameters<typeof standaloneConfigs>[0]): LiveConfig {
  const parsed = parseConfig(standaloneConfigs(venue).live)
  if (parsed.ok && parsed.config.stage === 'live') return parsed.config
  throw new RangeError(parsed.ok ? 'stage live was read as another' : formatConfigProblems(parsed.problems))
}

/** In place of SSM: a key that everybody may know, and what the venue gives for it. */
function secretsOf({ parameters, hosts }: LiveConfig, { botKey }: { readonly botKey: string }): LoadSecret {
  // The venue makes them once: whoever asks meanwhile waits for the same.
  const credentials = loadOnce(async () => {
    const signer = createWalletSigner(botKey)
    const obtained = await obtainCredentials({ host: hosts.clob, chainId: POLYGON, signer })
    if (obtained.is === 'unknown') throw new Error(`API credentials: ${obtained.why}`)
    return formatApiCredentials(obtained.credentials)
  })
  return async (name) => (name === parameters.walletKey ? botKey : await credentials())
}

/** For a person who looks on. */
function telemetryTo(say: (line: string) => void) {
  const listeners: ((record: TickRecord) => void)[] = []
  let last = ''
  const nothing = (): void => {}
  const telemetry: FunctionTelemetry = {
    tick: (record) => {
      for (const line of eventLines(record)) {
        if (line !== last) say(`${new Date(record.seen.nowMs).toISOString().slice(11, 19)} ${line}`)
        last = line
      }
      for (const each of listeners) each(record)
    },
    busy: nothing,
    stop: ({ pass, haltSeq, why }) => say(`STOP ${haltSeq}: ${pass}${why === '' ? '' : ` (${why})`}`),
    latched: (reason, how) => (how === 'latched' ? say(`STOP ${reason.code}: ${reason.text}`) : undefined),
    late: nothing,
    silent: nothing,
    drilled: nothing,
    failed: (error) => say(`failed: ${error instanceof Error ? error.message : String(error)}`),
    page: (text) => say(`page: ${text}`),
  }
  return {
    telemetry,
    onTick: (listener: (record: TickRecord) => void) => void listeners.push(listener),
  }
}
