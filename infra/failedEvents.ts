import { Duration } from 'aws-cdk-lib'
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

/** Who makes events that may fail: each has a queue of its own, so that the place of a message shows what failed. */
export const FAILURE_SOURCES = {
  schedule: 'FailedSchedules',
  tick: 'FailedTicks',
  stop: 'FailedStops',
  stopTopic: 'FailedMessages',
  flips: 'FailedFlips',
  drill: 'FailedDrills',
} as const
export type FailureSource = keyof typeof FAILURE_SOURCES
export type FailureQueues = Readonly<Record<FailureSource, IQueue>>

/** Time enough to look at it after a holiday. */
const KEPT = Duration.days(14)
/** A failed tick is worth nothing later: only how many failed recently says anything. */
const TICKS_KEPT = Duration.hours(1)

/** Where every event ends that could not be delivered or kept failing: a message in here is for a person. */
export class FailedEvents extends Construct {
  readonly queues: FailureQueues

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const queue = (source: FailureSource): IQueue =>
      new Queue(this, FAILURE_SOURCES[source], {
        enforceSSL: true,
        retentionPeriod: source === 'tick' ? TICKS_KEPT : KEPT,
      })
    this.queues = {
      schedule: queue('schedule'),
      tick: queue('tick'),
      stop: queue('stop'),
      stopTopic: queue('stopTopic'),
      flips: queue('flips'),
      drill: queue('drill'),
    }
  }
}
