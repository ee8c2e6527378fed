import { App, Stack } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { synthChecked } from '../../../infra/synthChecked.ts'

/** What nobody has acknowledged: a queue that takes plain HTTP. `cdk synth` runs this as it runs our app. */
const app = new App()
new Queue(new Stack(app, 'Careless'), 'Queue')
synthChecked(app)
