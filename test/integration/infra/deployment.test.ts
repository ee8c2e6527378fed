import { expect, test } from 'vitest'
import { pickDeployment } from '../../../cli/aws/deployment.ts'
import { synthStack } from './synthStack.ts'

test('the operator’s command finds its parts in the stack as it is synthesized', () => {
  // Prepare
  const resources = Object.entries(synthStack().toJSON()['Resources'] as Record<string, { Type: string }>)

  // Act
  const found = pickDeployment(
    'MarketMaker-paper',
    resources.map(([id, { Type }]) => ({
      ResourceType: Type,
      LogicalResourceId: id,
      PhysicalResourceId: `${Type} ${id}`,
    })),
  )

  // Assess
  expect(found).toMatchObject({
    table: expect.stringMatching(/^AWS::DynamoDB::GlobalTable State/),
    tick: expect.stringMatching(/^AWS::Lambda::Function Tick/),
    stop: expect.stringMatching(/^AWS::Lambda::Function Stop/),
    tickLog: expect.stringMatching(/^AWS::Logs::LogGroup Tick/),
    stopLog: expect.stringMatching(/^AWS::Logs::LogGroup Stop/),
    pageTopic: expect.stringMatching(/^AWS::SNS::Topic TopicsPage/),
    stopTopic: expect.stringMatching(/^AWS::SNS::Topic TopicsStop/),
  })
  expect(found.drillAlarm).toMatch(/^AWS::CloudWatch::Alarm AlarmsDrill[0-9A-F]{8}$/)
  expect(found.alarms).not.toContain(found.drillAlarm)
  const stopping = Object.entries(synthStack().findResources('AWS::CloudWatch::Alarm')).flatMap(
    ([id, { Properties }]) =>
      JSON.stringify(Properties.AlarmActions).includes('TopicsStop') ? [`AWS::CloudWatch::Alarm ${id}`] : [],
  )
  expect([...found.stopAlarms, found.drillAlarm].toSorted()).toEqual(stopping.toSorted())
  expect(found.logs).toHaveLength(2)
  expect(found.alarms.length).toBeGreaterThan(3)
})

test('a stack that is not ours is refused by what it lacks', () => {
  expect(() => pickDeployment('other', [])).toThrow(/--stack = other: it has no State of type/)
})
