import { editedJson } from './editedJson.ts'

/** The wallet as a person writes it into the file. */
export interface WalletBlock {
  readonly address: string
  readonly funder?: string
  readonly signatureType?: number
  readonly kmsKeyId?: string
}

/** The text of a configuration with this wallet in it; all else stays as it is written. */
export const withWallet = (text: string, wallet: WalletBlock): string =>
  editedJson(text, [{ path: ['wallet'], value: wallet }])
