import { createLiveProbe, createLiveVenue } from '../../functions/coldStart.ts'
import { createSigning } from '../../functions/signing.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { LiveConfig } from '../../shared/config/config.ts'
import { formatApiCredentials } from '../../shared/keys/loadApiCredentials.ts'
import { doctorOfVenue } from '../../shared/operator/doctor.ts'
import type { Finding } from '../../shared/operator/finding.ts'
import type { ApiCredentials } from '../../shared/ports/signer.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'

/** The doctor before there is a table: everything the venue can answer, from this machine, with these very keys. */
export function lookAtAccountHere(
  config: LiveConfig,
  secrets: { readonly key: string; readonly credentials: ApiCredentials },
): Promise<readonly Finding[]> {
  const load = async (name: string): Promise<string> =>
    name === config.parameters.walletKey ? secrets.key : formatApiCredentials(secrets.credentials)
  const access = { redactor: createRedactor(), load }
  const venue = createLiveVenue(config, { ...access, signing: createSigning() })
  const probe = createLiveProbe(config, access)
  return doctorOfVenue({ venue, clock: systemClock }, probe, config.stack)
}
