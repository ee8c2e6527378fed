import { createProbe, createVenue } from '../../functions/coldStart.ts'
import type { CommandPorts } from '../../functions/commands.ts'
import { createTestNotice } from '../../functions/notices.ts'
import { createSigning } from '../../functions/signing.ts'
import type { Ports } from '../../shared/ports/ports.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { Connection } from '../aws/connection.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { serviceHere } from '../aws/serviceHere.ts'
import type { KeyOptions } from '../terminal/options.ts'
import { operatorPorts } from './operatorPorts.ts'

/** The ports of the deployed function on this machine: its parts, its configuration, the caller's secrets. */
export function portsHere(
  connection: Connection,
  keys: KeyOptions,
): Ports & Pick<CommandPorts, 'probe' | 'testNotice'> {
  const { config, aws, paper } = connection
  const access = { redactor: createRedactor(), load: createLocalSecrets(config, aws, keys), paper }
  const pageTopicArn = connection.deployment?.pageTopic ?? null
  return {
    ...operatorPorts(connection),
    venue: createVenue(config, { ...access, signing: createSigning(() => serviceHere(aws, 'kms')) }),
    probe: createProbe(config, access),
    testNotice: createTestNotice(config, { ...access, pageTopicArn, sns: serviceHere(aws, 'sns') }),
  }
}
