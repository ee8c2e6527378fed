import { Duration } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

/**
 * The scheduler may be up to a minute late, by its documentation; an event is dropped only once a younger one must
 * be under way. Which of two is older, the items know.
 */
export const MAX_EVENT_AGE = Duration.minutes(2)

/**
 * Once a minute, never retried: the next minute is the retry. By default the scheduler would try 185 times in a
 * day, each with a market long gone.
 */
export class TickSchedule extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { readonly tick: IFunction; readonly failedEvents: IQueue },
  ) {
    super(scope, id)
    new Schedule(this, 'EveryMinute', {
      schedule: ScheduleExpression.rate(Duration.minutes(1)),
      description: 'Starts the tick; its lease, not this schedule, keeps two ticks apart',
      target: new LambdaInvoke(props.tick, {
        retryAttempts: 0,
        maxEventAge: MAX_EVENT_AGE,
        deadLetterQueue: props.failedEvents,
        input: ScheduleTargetInput.fromObject({
          scheduledTime: ContextAttribute.scheduledTime,
          executionId: ContextAttribute.executionId,
        }),
      }),
    })
  }
}
