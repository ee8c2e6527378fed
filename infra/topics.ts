import { Stack } from 'aws-cdk-lib'
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

/**
 * `stop`: every message on it stops the bot, and notifies the operator. `page`: only notifies the operator.
 * Not encrypted with a key: the managed one locks alarms out, and no message holds a secret.
 */
export class Topics extends Construct {
  readonly stop: Topic
  readonly page: Topic

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.stop = topicForAlarms(this, 'Stop')
    this.page = topicForAlarms(this, 'Page')
  }

  /** Both, but no mail a day for the drill: who is called for nothing every day comes no more. */
  mailTo(address: string, drill: IAlarm): void {
    this.page.addSubscription(new EmailSubscription(address))
    const subscription = this.stop.addSubscription(new EmailSubscription(address))
    const others = { AlarmArn: [{ 'anything-but': [drill.alarmArn] }, { exists: false }] }
    const mail = subscription.node.defaultChild as CfnSubscription
    mail.filterPolicyScope = 'MessageBody'
    mail.filterPolicy = others
  }
}

/** Any policy of its own takes a topic's default one away, and with it the alarms' right to publish. */
function topicForAlarms(scope: Construct, id: string): Topic {
  const topic = new Topic(scope, id, { enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  )
  return topic
}
