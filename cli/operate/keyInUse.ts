import { API_KEY_FIELD, formatProblem } from '../../shared/operator/finding.ts'
import type { Connection } from '../aws/connection.ts'
import { formatFindings } from './doctorReport.ts'
import { invokeTick } from './invokeTick.ts'

/** The API key that the deployed function uses, as it says itself after a call to the venue that took it. */
export async function keyInUse(
  connection: Connection,
): Promise<{ readonly shown: string; readonly cannotSign: string | null } | { readonly why: string }> {
  const { findings } = await invokeTick(connection, { command: 'doctor', notice: false })
  const account = findings.find(({ field }) => field === 'account')
  const shown = findings.find(({ field }) => field === API_KEY_FIELD)?.value
  if (account === undefined || account.problem !== null)
    return { why: `the venue rejects the credentials that the function uses:\n${formatFindings(findings)}` }
  const signature = findings.find(({ field }) => field === 'signature')
  return shown === undefined
    ? { why: 'the deployed function does not say which API key it uses: deploy this version' }
    : { shown, cannotSign: signature?.problem == null ? null : formatProblem(signature.problem) }
}
