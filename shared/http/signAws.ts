import { createHash, createHmac } from 'node:crypto'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Absent for a person's own key; a role's has one. */
  readonly sessionToken?: string | undefined
}

/** A POST to the root of a service's host; headers by their lower-case names, each of them signed. */
export interface Unsigned {
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface SigningScope {
  readonly service: string
  readonly region: string
  readonly credentials: AwsCredentials
  readonly atMs: number
}

/** The headers of the request with its signature, Signature Version 4. The SDK's clients do the same at 30 times the size. */
export function signAws(unsigned: Unsigned, scope: SigningScope): Readonly<Record<string, string>> {
  const { credentials, service, region } = scope
  const stamp = new Date(scope.atMs).toISOString().replace(/[-:]|\.\d+/g, '')
  const day = stamp.slice(0, 8)
  const headers: Readonly<Record<string, string>> = {
    ...unsigned.headers,
    host: unsigned.host,
    'x-amz-date': stamp,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  }
  const names = Object.keys(headers).toSorted()
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(unsigned.body),
  ].join('\n')
  const within = [day, region, service, 'aws4_request']
  const toSign = ['AWS4-HMAC-SHA256', stamp, within.join('/'), sha256(canonical)].join('\n')
  const key = within.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`)
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${within.join('/')}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${hmac(key, toSign).toString('hex')}`
  return { ...headers, authorization }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
