import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'

/**
 * `stop`: every message on it stops the bot, and tells the operator. `page`: tells the operator only.
 * Not encrypted with a key: the managed one locks alarms out, and no message holds a secret.
 */
export class Topics extends Construct {
  readonly stop: Topic
  readonly page: Topic

  constructor(scope: Construct, id: string, props: { readonly operatorEmail: string | null }) {
    super(scope, id)
    this.stop = topicForAlarms(this, 'Stop')
    this.page = topicForAlarms(this, 'Page')
    if (props.operatorEmail !== null) {
      for (const topic of [this.stop, this.page])
        topic.addSubscription(new EmailSubscription(props.operatorEmail))
    }
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
