const MAX_DETAIL_CHARS = 300

const REMEDIES: ReadonlyArray<readonly [names: RegExp, remedy: string]> = [
  [
    /^(ThrottlingException|ProvisionedThroughputExceeded|ProvisionedThroughputExceededException|RequestLimitExceeded|LimitExceededException|TooManyRequestsException)$/,
    'throttled: no action if it passes; otherwise raise the on-demand limits of the table or the account',
  ],
  [
    /^(ExpiredTokenException|ExpiredToken|RequestExpired|TokenRefreshRequired)$/,
    'the AWS credentials have expired: log in again (aws sso login), then repeat',
  ],
  [
    /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|MissingAuthenticationToken(Exception)?|IncompleteSignature(Exception)?|CredentialsProviderError)$/,
    'the AWS credentials are missing or wrong: check the profile, the region and the clock of this machine',
  ],
  [
    /^(AccessDeniedException|AccessDenied|UnauthorizedOperation)$/,
    'access denied: give this role dynamodb:GetItem, Query and UpdateItem on the table, or use another profile',
  ],
  [
    /^ResourceNotFoundException$/,
    'there is no such table here: check the table name and the region, or deploy the stack first',
  ],
  [
    /^ValidationException$/,
    'refused as invalid: the item does not have the form this code expects; compare it with a backup',
  ],
  [
    /^(InternalServerError|InternalFailure|ServiceUnavailable|ServiceUnavailableException)$/,
    'DynamoDB failed: see the AWS health page; the next tick retries',
  ],
  [
    /^(TimeoutError|AbortError|NetworkingError|ECONN\w+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/,
    'no answer: a write may or may not have happened, the next read shows which; check the network and the endpoint',
  ],
]

/**
 * Why a request to the table failed, for the operator: what was asked, what came back, what to do.
 * `what` names the operation, for example "commit".
 */
export function failureReason(what: string, tableName: string, error: unknown): string {
  const { names, detail, status } = describe(error)
  const remedy =
    REMEDIES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ??
    (status !== null && status >= 500
      ? 'DynamoDB failed: see the AWS health page; the next tick retries'
      : 'unexpected: the next tick retries; if it persists, read the detail')
  return `${what} on table ${tableName}: ${names[0] ?? 'Error'}: ${remedy} (${detail.slice(0, MAX_DETAIL_CHARS)})`
}

function describe(error: unknown): { names: readonly string[]; detail: string; status: number | null } {
  if (!(error instanceof Error)) return { names: [], detail: String(error), status: null }
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : []
  const metadata = '$metadata' in error ? error.$metadata : null
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : null
  return { names: [error.name, ...code], detail: error.message, status }
}
