import { createLiveProbe, createLiveVenue } from '../../functions/coldStart.ts'
import { createSigning } from '../../functions/signing.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { LiveConfig } from '../../shared/config/config.ts'
import type { LoadSecret } from '../../shared/keys/secureStrings.ts'
import { doctorOfVenue } from '../../shared/operator/doctor.ts'
import type { Finding } from '../../shared/operator/finding.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import { serviceHere } from '../aws/serviceHere.ts'

/** The doctor before there is a table: everything the venue can answer, from this machine, with these very secrets. */
export function lookAtAccountHere(
  config: LiveConfig,
  aws: AwsAccess,
  load: LoadSecret,
): Promise<readonly Finding[]> {
  const access = { redactor: createRedactor(), load }
  const signing = createSigning(() => serviceHere(aws, 'kms'))
  const venue = createLiveVenue(config, { ...access, signing })
  const probe = createLiveProbe(config, access)
  return doctorOfVenue({ venue, clock: systemClock }, probe, config.stack)
}
