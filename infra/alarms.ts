import { Alarm, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { deadMan } from './deadMan.ts'
import { drillAlarm, noDrillAlarm } from './drill.ts'
import type { Topics } from './topics.ts'
import { createAlarm } from './watch.ts'
import { pageWatches, stopWatches, type WatchedStack } from './watches.ts'

export interface AlarmsProps extends WatchedStack {
  readonly topics: Topics
}

/**
 * The outer ring, for when the tick itself is broken: three alarms that stop, one that drills, the others call a person.
 *
 * All act from the deployment on. A stack that was just deployed has no tick yet, perhaps no keys: while it is not
 * armed the STOP function leaves those that stop aside, and `arm` refuses while one of them is active.
 */
export class Alarms extends Construct {
  readonly stopping: readonly IAlarm[]
  readonly paging: readonly IAlarm[]
  /** Takes the way of those that stop, and stops nothing. */
  readonly drill: IAlarm

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    const { service, topics } = props
    this.stopping = [
      deadMan(this, service),
      ...Object.entries(stopWatches(props)).map(([name, watch]) => createAlarm(this, name, watch)),
    ]
    this.drill = drillAlarm(this, service)
    this.paging = [
      ...Object.entries(pageWatches(props)).map(([name, watch]) => createAlarm(this, name, watch)),
      noDrillAlarm(this, service),
    ]
    notify(topics.stop, [...this.stopping, this.drill])
    notify(topics.page, this.paging)
  }
}

function notify(topic: ITopic, alarms: readonly IAlarm[]): void {
  for (const alarm of alarms) if (alarm instanceof Alarm) alarm.addAlarmAction(new SnsAction(topic))
}
