import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccountRootPrincipal, type IRole, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { secretsKeyDescription } from '../shared/config/secretNames.ts'

/**
 * What an administrator of the account may do with it: everything but decrypt, and but grant, re-encrypt or anything
 * else that decrypting follows from. Whoever may change the policy can still open it, which CloudTrail shows.
 */
const ADMINISTER = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
]

/**
 * The key that the secrets are stored with. One key is enough for all: SSM binds each text to the parameter's ARN, and
 * the policy lets a role decrypt by that. It outlives the stack as the parameters do: without it they are lost.
 */
export class SecretsKey extends Construct {
  readonly key: Key

  /** @param parameters that may be stored with it. */
  constructor(scope: Construct, id: string, parameters: readonly string[]) {
    super(scope, id)
    this.key = new Key(this, 'Key', {
      description: secretsKeyDescription(Stack.of(this).stackName),
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Administer',
            principals: [new AccountRootPrincipal()],
            actions: ADMINISTER.map((action) => `kms:${action}`),
            resources: ['*'],
          }),
          new PolicyStatement({
            sid: 'Store',
            principals: [new AccountRootPrincipal()],
            actions: ['kms:Encrypt'],
            resources: ['*'],
            conditions: this.#throughSsm(parameters),
          }),
        ],
      }),
    })
  }

  /** By the key's policy alone: no policy of the account's can give anybody else this right. */
  allowDecrypt(role: IRole, parameters: readonly string[]): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [role.grantPrincipal],
        actions: ['kms:Decrypt'],
        resources: ['*'],
        conditions: this.#throughSsm(parameters),
      }),
    )
  }

  #throughSsm(parameters: readonly string[]) {
    const stack = Stack.of(this)
    return {
      StringEquals: {
        'kms:ViaService': `ssm.${stack.region}.amazonaws.com`,
        'kms:EncryptionContext:PARAMETER_ARN': parameters.map((name) => parameterArn(stack, name)),
      },
    }
  }
}

/** @param name begins with a slash. */
export const parameterArn = (stack: Stack, name: string): string =>
  stack.formatArn({ service: 'ssm', resource: `parameter${name}` })
