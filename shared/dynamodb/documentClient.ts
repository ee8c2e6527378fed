import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, NumberValue } from '@aws-sdk/lib-dynamodb'

export interface DocumentClientOptions {
  /** A local table's URL; absent: the region's own. */
  readonly endpoint?: string
  readonly region?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** One attempt may wait this long; with MAX_ATTEMPTS a call is over within seven seconds, back-off included. */
const CONNECTION_TIMEOUT_MS = 500
const REQUEST_TIMEOUT_MS = 1_500
const MAX_ATTEMPTS = 3
const nothing = (): void => {}
/** The SDK's warnings bypass our log. A call that waits too long for a connection fails, and that is reported. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing }

/**
 * A client whose calls end. The SDK's own defaults wait forever on a server that never answers: `requestTimeout`
 * alone only logs a warning.
 */
export function createDocumentClient(options: DocumentClientOptions = {}): DynamoDBDocumentClient {
  const config: DynamoDBClientConfig = {
    ...options,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      logger: SILENT,
    },
  }
  return DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    // A nested `undefined` is an error in the bot: it throws instead of vanishing.
    marshallOptions: { removeUndefinedValues: false, convertClassInstanceToMap: false },
    unmarshallOptions: { wrapNumbers: exactNumber },
  })
}

/**
 * A number that JavaScript holds exactly, or the SDK's wrapper around its digits. Without it a number of forty
 * digits, typed by hand, makes the whole read throw, and reading the control item must never throw.
 */
function exactNumber(digits: string): number | NumberValue {
  const value = Number(digits)
  return String(value) === digits ? value : NumberValue.from(digits)
}
