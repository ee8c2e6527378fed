import type { LiveConfig } from '../shared/config/config.ts'
import type { AwsCall } from '../shared/http/createAwsCall.ts'
import { createKmsSigner } from '../shared/keys/kmsSigner.ts'
import type { LoadSecret } from '../shared/keys/secureStrings.ts'
import { createWalletSigner } from '../shared/keys/walletSigner.ts'
import { createPolymarketVenue } from '../shared/polymarket/createPolymarketVenue.ts'
import type { PolymarketOptions } from '../shared/polymarket/createSession.ts'
import type { LoadSigner, Signer } from '../shared/ports/signer.ts'
import type { Venue } from '../shared/ports/venue.ts'
import type { Redactor } from '../shared/telemetry/redactor.ts'
import { awsService } from './aws.ts'

/** All that it takes to sign orders: a function that is not given it carries none of it. */
export interface SigningParts {
  createVenue(options: PolymarketOptions): Venue
  signerOf(config: LiveConfig, load: LoadSecret, redactor: Redactor): LoadSigner
}

/**
 * Orders signed by the configured wallet, wherever its key is; it must be that of the configured address, for an order
 * signed by another is lost. Nothing is fetched before the first signature.
 * @param kms Default: that of the function's region, by the function's role.
 */
export const createSigning = (kms: () => AwsCall = () => awsService('kms')): SigningParts => ({
  createVenue: createPolymarketVenue,
  signerOf:
    ({ wallet, parameters }, load, redactor) =>
    async () => {
      const { kmsKeyId } = wallet
      const place = kmsKeyId === undefined ? `parameter ${parameters.walletKey}` : `KMS key ${kmsKeyId}`
      const signer =
        kmsKeyId === undefined
          ? await signerInMemory(load, parameters.walletKey, redactor)
          : createKmsSigner(kms(), kmsKeyId)
      const address = (await signer.getAddress()).toLowerCase()
      if (address === wallet.address) return signer
      throw new Error(`${place}: key of ${address}, configured is ${wallet.address}; correct one of them`)
    },
})

async function signerInMemory(load: LoadSecret, name: string, redactor: Redactor): Promise<Signer> {
  const key = await load(name)
  redactor.hide(key)
  return createWalletSigner(key)
}
