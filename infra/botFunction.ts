import { join } from 'node:path'
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type FunctionOptions, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Config } from '../shared/config/config.ts'
import { SETTINGS_FILE } from '../shared/config/settingsFile.ts'
import { marketId } from '../shared/domain/units.ts'
import { ledgerPartition, PAPER_PARTITION, paperArchivePartition } from '../shared/dynamodb/table.ts'
import { ALIASES, BUNDLING } from './bundle.ts'
import type { FailureQueues } from './failedEvents.ts'
import { parameterArn, type SecretsKey } from './secretsKey.ts'

/** What both functions are given. */
export interface BotFunctionProps {
  readonly config: Config
  readonly json: string
  readonly table: TableV2
  readonly failedEvents: FailureQueues
  /** Notices to people go through it. */
  readonly page: ITopic
  /** null: the secrets are under the account's own key, or there are none. */
  readonly secretsKey: SecretsKey | null
}

/**
 * The settings travel in the function's own bundle: code and settings change in one step, and there may be more of them
 * than an environment holds. A changed setting changes the asset's hash, and so the function.
 */
const settingsBeside = (json: string): ICommandHooks => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  // In base 64 no shell finds anything to interpret.
  afterBundling: (_, outputDir) => {
    const text = Buffer.from(json).toString('base64')
    const write = `require('fs').writeFileSync('${join(outputDir, SETTINGS_FILE)}',Buffer.from('${text}','base64'))`
    return [`"${process.execPath}" -e "${write}"`]
  },
})

/** Every market's ledger, as a pattern of IAM. */
export const LEDGER_PARTITIONS = ledgerPartition(marketId('*'))

const ROOT = join(import.meta.dirname, '..')

/**
 * A Lambda of ours: one bundled file, a role that may do only what is named, and a log group that is kept.
 * The SDK is bundled too: the runtime's own copy changes without a deployment.
 */
export class BotFunction extends Construct {
  readonly function: NodejsFunction
  readonly role: Role
  readonly log: LogGroup
  readonly #secretsKey: SecretsKey | null

  constructor(
    scope: Construct,
    id: string,
    props: BotFunctionProps & { readonly entry: 'tick' | 'stop'; readonly options: FunctionOptions },
  ) {
    super(scope, id)
    this.#secretsKey = props.secretsKey
    this.log = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    this.log.grantWrite(this.role)
    this.function = new NodejsFunction(this, 'Function', {
      ...props.options,
      memorySize: props.config.memoryMb,
      entry: join(ROOT, 'functions', `${props.entry}.ts`),
      handler: 'handler',
      projectRoot: ROOT,
      depsLockFilePath: join(ROOT, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        TABLE_NAME: props.table.tableName,
        PAGE_TOPIC_ARN: props.page.topicArn,
        NODE_OPTIONS: '--enable-source-maps',
      },
      bundling: {
        ...BUNDLING,
        commandHooks: settingsBeside(props.json),
        format: OutputFormat.ESM,
        mainFields: [...BUNDLING.mainFields],
        bundleAwsSDK: true,
        esbuildArgs: Object.fromEntries(
          Object.entries(ALIASES).map(([name, file]) => [`--alias:${name}`, file]),
        ),
      },
    })
    this.role.addToPolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [props.page.topicArn] }))
    const { webhook } = props.config.parameters
    if (webhook !== null) this.allowSecrets([webhook])
  }

  /** DynamoDB actions on the partitions named and no others. */
  allowOnPartitions(table: TableV2, actions: readonly string[], partitions: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } },
      }),
    )
  }

  /** The paper venue's books, which no live stack may touch: there the venue keeps them. */
  allowPaper(table: TableV2): void {
    const partitions = [PAPER_PARTITION, paperArchivePartition(marketId('*'))]
    this.allowOnPartitions(table, ['GetItem', 'Query', 'UpdateItem'], partitions)
  }

  /** Signatures over digests by this one key, and its public half; nothing else can be done with it. */
  allowSigning(keyId: string): void {
    const key = Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: keyId })
    this.role.addToPolicy(new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: [key] }))
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Sign'],
        resources: [key],
        conditions: {
          StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256', 'kms:MessageType': 'DIGEST' },
        },
      }),
    )
  }

  /**
   * To read these SecureStrings and no others. One that is under the account's own SSM key, as those of an older stack
   * are, needs no right on the key: its policy lets SSM decrypt.
   */
  allowSecrets(names: readonly string[]): void {
    const stack = Stack.of(this)
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['ssm:GetParameter'],
        resources: names.map((name) => parameterArn(stack, name)),
      }),
    )
    this.#secretsKey?.allowDecrypt(this.role, names)
  }
}
