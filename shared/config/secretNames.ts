import type { Config } from './config.ts'

/** Every parameter that holds a secret of this configuration; stage paper has none but the webhook's. */
export function secretNames(config: Config): readonly string[] {
  const { webhook } = config.parameters
  return [...tradingSecrets(config), ...(webhook === null ? [] : [webhook])]
}

/** Those that `setup` stores: no wallet key where KMS signs. */
export function tradingSecrets({ stage, wallet, parameters }: Config): readonly string[] {
  if (stage === 'paper') return []
  const { walletKey, apiCredentials } = parameters
  return wallet?.kmsKeyId === undefined ? [walletKey, apiCredentials] : [apiCredentials]
}

/** Whether the stack makes a KMS key for its secrets. */
export const hasOwnKey = ({ stage, parameters }: Config): boolean =>
  stage === 'live' && parameters.key === 'stack'

/** By it the key is found again once its stack is gone. */
export const secretsKeyDescription = (stack: string): string =>
  `Secrets of ${stack}: its functions alone decrypt with it`
