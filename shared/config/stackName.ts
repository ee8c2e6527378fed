import type { Config } from './config.ts'

/**
 * The name of the CloudFormation stack. Everything in it is named by CloudFormation after the stack and nothing by us,
 * so that two stacks of one account and region share no resource.
 */
export const stackName = ({ stage, name }: Pick<Config, 'stage' | 'name'>): string =>
  name === null ? `MarketMaker-${stage}` : `MarketMaker-${stage}-${name}`
