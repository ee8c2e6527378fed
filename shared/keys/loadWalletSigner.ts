import type { Signer } from '../ports/signer.ts'
import { createLazySigner } from './lazySigner.ts'
import type { LoadSecret } from './secureStrings.ts'
import { createWalletSigner } from './walletSigner.ts'

/** A signer over the private key kept in the secret `name`, read when the first order is signed. */
export const loadWalletSigner = (load: LoadSecret, name: string): Signer =>
  createLazySigner(async () => createWalletSigner(await load(name)))
