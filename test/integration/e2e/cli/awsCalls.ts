/** A request as IAM judges it: what is asked, of which of the stack's parts. */
export interface AwsCall {
  /** Such as `dynamodb:UpdateItem`. */
  readonly action: string
  /** The construct that it is about, `stack` for the stack itself, `*` where the service takes no resource. */
  readonly resource: string
}

interface Request {
  readonly method: string | undefined
  /** Of the header `x-amz-target`; empty: there is none. */
  readonly target: string
  readonly path: string
  readonly body: string
}

/** Services by the words before the operation in their targets. */
const SERVICES: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSSM: 'ssm',
  Logs_20140328: 'logs',
  GraniteServiceVersion20100801: 'cloudwatch',
  TrentService: 'kms',
}

const PARTS: Readonly<Record<string, string>> = {
  dynamodb: 'StateTable',
  logs: 'TickBotLog',
  kms: 'key',
}

export function callOf({ method, target, path, body }: Request): AwsCall {
  const [prefix = '', operation = ''] = target.split('.')
  if (target !== '') {
    const service = SERVICES[prefix] ?? prefix
    const action = `${service}:${operation}`
    if (operation === 'SetAlarmState') return { action, resource: 'AlarmsDrill' }
    if (operation.startsWith('Describe') && service !== 'dynamodb') return { action, resource: '*' }
    return { action, resource: PARTS[service] ?? String(JSON.parse(body).Name ?? '*') }
  }
  if (path.startsWith('/2015-03-31/functions/')) {
    if (!path.includes('/invocations')) {
      const verb = method === 'PUT' ? 'Update' : 'Get'
      return { action: `lambda:${verb}FunctionConfiguration`, resource: 'TickBotFunction' }
    }
    const alias = new URL(path, 'http://function').searchParams.get('Qualifier')
    return {
      action: 'lambda:InvokeFunction',
      resource: `TickBotFunction${alias === null ? '' : `:${alias}`}`,
    }
  }
  const query = new URLSearchParams(body)
  const action = String(query.get('Action'))
  if (!query.has('StackName')) return { action: `sns:${action}`, resource: 'TopicsPage' }
  return { action: `cloudformation:${action}`, resource: 'stack' }
}
