export const STACK = 'MarketMaker-live'
export const STOP_TOPIC = 'arn:aws:sns:eu-west-1:000000000000:stop'
export const PAGE_TOPIC = 'arn:aws:sns:eu-west-1:000000000000:page'

export const templateXml = (body: string): string =>
  `<GetTemplateResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><GetTemplateResult><TemplateBody>${body}</TemplateBody></GetTemplateResult></GetTemplateResponse>`

export const STATUS_XML = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>${STACK}</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`

export function stackXml(table: string, secretsKeys: readonly string[]): string {
  const rows = [
    ['AWS::DynamoDB::GlobalTable', 'StateTable0A1B', table],
    ['AWS::Lambda::Function', 'TickBotFunction0A1B', 'tick-function'],
    ['AWS::Lambda::Alias', 'TickAliasdoctor', 'tick-function:doctor'],
    ['AWS::Lambda::Function', 'StopBotFunction0A1B', 'stop-function'],
    ['AWS::Logs::LogGroup', 'TickBotLog0A1B', 'tick-log'],
    ['AWS::Logs::LogGroup', 'StopBotLog0A1B', 'stop-log'],
    ['AWS::SNS::Topic', 'TopicsStop0A1B', STOP_TOPIC],
    ['AWS::SNS::Topic', 'TopicsPage0A1B', PAGE_TOPIC],
    ['AWS::CloudWatch::Alarm', 'AlarmsDrill0A1B', 'drill'],
    ['AWS::CloudWatch::Alarm', 'AlarmsNoTick0A1B', 'no-tick'],
    ...secretsKeys.map((id) => ['AWS::KMS::Key', 'SecretsKey0A1B', id]),
  ]
  const members = rows.map(
    ([type, logical, physical]) =>
      `<member><ResourceType>${type}</ResourceType><LogicalResourceId>${logical}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`,
  )
  return `<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ListStackResourcesResult><StackResourceSummaries>${members.join('')}</StackResourceSummaries></ListStackResourcesResult></ListStackResourcesResponse>`
}

export const errorXml = (code: string, message: string): string =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
