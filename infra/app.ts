import { App, Tags } from 'aws-cdk-lib'
import { BotStack } from './botStack.ts'
import { readConfigFile } from './readConfigFile.ts'

const DEFAULT_FILE = 'config.json'

/**
 * What `cdk synth` and `cdk deploy` run: one stack a stage, from the file named by `-c config=FILE`. A configuration
 * with problems never becomes a template.
 */
function main(): void {
  const app = new App()
  const file: unknown = app.node.tryGetContext('config') ?? DEFAULT_FILE
  const read = readConfigFile(String(file))
  if (!read.ok) {
    console.error(`${String(file)} cannot be deployed:\n${read.why}`)
    process.exitCode = 1
    return
  }
  const { config, json } = read
  const stack = new BotStack(app, `MarketMaker-${config.stage}`, { config, json })
  Tags.of(stack).add('project', 'polymarket-market-maker')
  Tags.of(stack).add('stage', config.stage)
  app.synth()
}

main()
