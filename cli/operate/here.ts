import { createProbe, createVenue } from '../../functions/coldStart.ts'
import { createSigning } from '../../functions/signing.ts'
import type { AccountProbe } from '../../shared/ports/accountProbe.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { Connection } from '../aws/connection.ts'
import { kmsHere } from '../aws/kmsHere.ts'
import { createSecrets } from '../aws/secrets.ts'
import type { KeyOptions } from '../terminal/options.ts'
import { operatorPorts } from './operatorPorts.ts'

/** The ports of the deployed function on this machine: its parts, its configuration, the caller's secrets. */
export function portsHere(
  connection: Connection,
  keys: KeyOptions,
): Ports & { readonly probe: AccountProbe } {
  const { config, aws, paper } = connection
  const access = { redactor: createRedactor(), load: createSecrets(config, aws, keys), paper }
  return {
    ...operatorPorts(connection),
    venue: createVenue(config, { ...access, signing: createSigning(() => kmsHere(aws)) }),
    probe: createProbe(config, access),
  }
}
