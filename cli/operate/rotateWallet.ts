import type { LiveConfig } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { createKmsSigner } from '../../shared/keys/kmsSigner.ts'
import { createWalletSigner } from '../../shared/keys/walletSigner.ts'
import { problemsOf } from '../../shared/operator/finding.ts'
import type { Signer } from '../../shared/ports/signer.ts'
import type { AwsAccess } from '../aws/awsAccess.ts'
import type { Connection } from '../aws/connection.ts'
import { readSecret } from '../aws/secrets.ts'
import { serviceHere } from '../aws/serviceHere.ts'
import { type CommandResult, failed, unconfirmed } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import { readWritable } from '../terminal/rewritableFile.ts'
import { withWallet } from '../terminal/withWallet.ts'
import { walletKeyOf } from './askForWallet.ts'
import { configForSetup } from './configForSetup.ts'
import { formatFindings } from './doctorReport.ts'
import { findWallet } from './findWallet.ts'
import { doctorOf, type FoundWallet, walletLine } from './foundWallet.ts'
import type { SetupSigner } from './setupSigner.ts'
import { changeOf, changePlan, type RotateWalletOptions } from './walletChange.ts'
import { whyNotChangeWallet } from './whyNotChangeWallet.ts'

/**
 * Another key signs from now on, by whatever place it has: a new wallet, or the same one whose key moves into KMS or out
 * of it. All that can be found out is found out before anything is written.
 */
export async function rotateWallet(
  connection: Connection,
  old: LiveConfig,
  options: RotateWalletOptions,
): Promise<CommandResult> {
  const { config: file } = options
  if (file === undefined)
    throw wrongValue('--config', 'missing', 'name the configuration: the new wallet is written into it')
  const text = readWritable(file)
  const signing = await newSignerOf(options, connection.aws, text)
  if ('exit' in signing) return signing
  const found = await findWallet(options, {
    file,
    aws: connection.aws,
    signing,
    funder: await knownFunder(old, { file, text, signing }),
    mayCreate: options.yes === true,
    isWritten: () => false,
  })
  if ('exit' in found) return found
  const change = changeOf(old, {
    file,
    text,
    found,
    oldSigner: await oldSignerOf(connection, old, { found, options }),
  })
  const bar = await whyNotChangeWallet(connection, change)
  if (bar !== null) return failed(`not changed: ${bar}`, { refused: bar })
  const findings = (await doctorOf(found, connection.aws)).filter(({ field }) => field !== 'region')
  // The region is judged by the deployed function: orders do not leave from here.
  if (problemsOf(findings).length > 0)
    return failed(
      `not changed: the new wallet is not ready\n${walletLine(found)}\n${formatFindings(findings)}`,
      { findings },
    )
  if (options.yes !== true) return unconfirmed(changePlan(change), { wallet: found.block })
  const { carryOutWalletChange } = await import('./carryOutWalletChange.ts')
  return await carryOutWalletChange(connection, change, options)
}

const NEW_KEY = { option: '--new-key-file', what: 'Key of the new wallet' }

/** The signer to come, over a file's text that names nobody else; or what a person has to do first. */
async function newSignerOf(
  options: RotateWalletOptions,
  aws: AwsAccess,
  text: string,
): Promise<SetupSigner | CommandResult> {
  const { kms, newKeyFile } = options
  if (kms !== undefined && newKeyFile !== undefined)
    throw wrongValue('--kms', 'with --new-key-file', 'give only one of them')
  if (kms === true) return await newKmsKey(options, aws)
  const key =
    kms === undefined
      ? await walletKeyOf(newKeyFile === undefined ? {} : { keyFile: newKeyFile }, NEW_KEY)
      : null
  const signer = key === null ? createKmsSigner(serviceHere(aws, 'kms'), kms ?? '') : createWalletSigner(key)
  const address = (await signer.getAddress()).toLowerCase()
  return {
    is: 'signer',
    signer,
    key,
    ...(kms === undefined ? {} : { kmsKeyId: kms }),
    made: [],
    text: withWallet(text, { address }),
  }
}

/** Its wallet is empty at first: the change goes on once a person has funded it. */
async function newKmsKey({ yes, config = '' }: RotateWalletOptions, aws: AwsAccess): Promise<CommandResult> {
  if (yes !== true)
    return unconfirmed(
      `would create a KMS key that signs for a new wallet in region ${aws.region} (1 USD a month; nobody can ever read it, and without it the wallet is lost); the wallet is changed once you have funded it`,
    )
  const { createSigningKey } = await import('../aws/createSigningKey.ts')
  const id = await createSigningKey(aws)
  const address = (await createKmsSigner(serviceHere(aws, 'kms'), id).getAddress()).toLowerCase()
  return failed(
    `KMS key ${id} created; its wallet is ${address}. Nothing else was changed.\nFund it and set its allowances, then: npx bot rotate --wallet --kms ${id} --yes --config ${quoted(config)}`,
    { kmsKeyId: id, address },
  )
}

/** Of the deployed wallet, or of the file's where a call before this one has written it: it need not be asked for again. */
async function knownFunder(
  old: LiveConfig,
  { file, text, signing }: { readonly file: string; readonly text: string; readonly signing: SetupSigner },
): Promise<string | undefined> {
  const address = (await signing.signer.getAddress()).toLowerCase()
  const named = [old, configForSetup(file, text, null)]
  return named.find((config) => config?.wallet.address === address)?.wallet.funder
}

/** @throws InputError where the key in --key-file is not the old one. */
async function oldSignerOf(
  { aws }: Connection,
  { wallet }: LiveConfig,
  { found, options }: { readonly found: FoundWallet; readonly options: RotateWalletOptions },
): Promise<Signer | null> {
  const { keyFile } = options
  const { address: now } = found.config.wallet
  const isStill = wallet.address !== now
  if (keyFile === undefined)
    return isStill && wallet.kmsKeyId !== undefined
      ? createKmsSigner(serviceHere(aws, 'kms'), wallet.kmsKeyId)
      : null
  const signer = createWalletSigner(readSecret('--key-file', keyFile))
  const address = (await signer.getAddress()).toLowerCase()
  if (address !== now && (!isStill || address === wallet.address)) return signer
  const remedy =
    address === now
      ? 'it is the new key, whose API credentials stay: leave --key-file out, or give that of the old wallet'
      : `the deployed wallet is that of ${wallet.address}: give its key, or leave --key-file out`
  throw wrongValue('--key-file', `the key of ${address}`, remedy)
}
