import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { BotStack } from '../../../infra/botStack.ts'
import { parseConfig } from '../../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../../shared/config/problem.ts'
import { configFile } from '../../support/configFile.ts'

export const LIVE = { stage: 'live', wallet: { address: `0x${'1'.repeat(40)}` } }

/** A stack of the small test configuration, changed a little. */
export function buildStack(app: App, overrides: Record<string, unknown> = {}): BotStack {
  const file = configFile(overrides)
  const parsed = parseConfig(file)
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  return new BotStack(app, { config: parsed.config, json: JSON.stringify(file) })
}

/** Its template; bundling is left out, test/integration/bundle has it. */
export const synthStack = (overrides: Record<string, unknown> = {}): Template =>
  Template.fromStack(buildStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), overrides))

/** The function of this name, by its logical id. */
export function functionOf(template: Template, name: 'Tick' | 'Stop') {
  const found = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) =>
    id.startsWith(`${name}Bot`),
  )
  if (found === undefined) throw new Error(`no function ${name}`)
  return found
}
