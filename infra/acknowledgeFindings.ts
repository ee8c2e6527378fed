import { type CfnElement, Stack, Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

interface Findings {
  readonly tick: IConstruct & { readonly function: IConstruct }
  readonly stop: IConstruct
  readonly failedEvents: IConstruct
  readonly topics: IConstruct
  readonly operators: IConstruct
}

/** What cdk-nag would have otherwise, and why it is as it is: each finding by itself, where it is made. */
export function acknowledgeFindings({ tick, stop, failedEvents, topics, operators }: Findings): void {
  const stack = Stack.of(tick)
  const tickId = stack.getLogicalId(tick.function.node.defaultChild as CfnElement)
  acknowledge(stack, {
    [`AwsSolutions::AwsSolutions-IAM5[Resource::<${tickId}.Arn>:*]`]:
      'The role of the schedule: the versions of this one function, of which there are none.',
  })
  acknowledge(failedEvents, {
    'AwsSolutions::AwsSolutions-SQS3': QUEUE_OF_FAILURES,
    'Serverless::Serverless-SQSRedrivePolicy': QUEUE_OF_FAILURES,
  })
  acknowledge(topics, {
    'Serverless::Serverless-SNSRedrivePolicy':
      'A mail that cannot be delivered is of no use in a queue. The subscription of the STOP function has one.',
  })
  acknowledge(operators, {
    'AwsSolutions::AwsSolutions-IAM5[Resource::*]':
      'DescribeAlarms and DescribeParameters take no resource. They show names and states.',
  })
  acknowledge(tick, {
    'Serverless::Serverless-LambdaAsyncFailureDestination':
      'A failed tick is worth nothing a minute later: the next one is its retry, an alarm counts errors, and its dead-letter queue takes the events.',
    'Serverless::Serverless-LambdaTracing': TRACING,
  })
  acknowledge(stop, {
    'Serverless::Serverless-LambdaAsyncFailureDestination':
      'Its dead-letter queue takes the events that failed three times.',
    'Serverless::Serverless-LambdaTracing': TRACING,
  })
}

const QUEUE_OF_FAILURES = 'This is a queue where failed events end; an alarm calls a person.'

const TRACING =
  'The audit line and the metrics contain what a trace would; its client would be a seventh of the bundle.'

function acknowledge(scope: IConstruct, findings: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(findings)) Validations.of(scope).acknowledge({ id, reason })
}
