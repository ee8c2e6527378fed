import { App } from 'aws-cdk-lib'
import { BotStack } from './botStack.ts'
import { readConfigFile } from './readConfigFile.ts'
import { synthChecked } from './synthChecked.ts'

const DEFAULT_FILE = 'config.json'

/**
 * What `cdk synth` and `cdk deploy` run: one stack, from the file named by `-c config=FILE`. A configuration with
 * problems never becomes a template, and a template that cdk-nag objects to is never deployed.
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
  new BotStack(app, { config, json })
  synthChecked(app)
}

main()
