import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { BotStack } from '../../infra/botStack.ts'
import { parseConfig } from '../../shared/config/parseConfig.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { configFile } from '../unit/config/configFile.ts'

export const LIVE = { stage: 'live', wallet: { address: `0x${'1'.repeat(40)}` } }

/** The stack's template; bundling is left out, test/bundle has it. */
export function synthStack(overrides: Record<string, unknown> = {}): Template {
  const file = configFile(overrides)
  const parsed = parseConfig(file)
  if (!parsed.ok) throw new Error(formatConfigProblems(parsed.problems))
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
  const stack = new BotStack(app, 'Test', { config: parsed.config, json: JSON.stringify(file) })
  return Template.fromStack(stack)
}
