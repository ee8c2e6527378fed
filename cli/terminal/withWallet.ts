import { applyEdits, modify } from 'jsonc-parser'

/** The wallet as a person writes it into the file. */
export interface WalletBlock {
  readonly address: string
  readonly funder?: string
  readonly signatureType?: number
  readonly kmsKeyId?: string
}

const BOM = '\uFEFF'

/** The text of a configuration with this wallet in it; all else stays as it is written. */
export function withWallet(text: string, wallet: WalletBlock): string {
  const bare = text.startsWith(BOM) ? text.slice(BOM.length) : text
  const [, indent = '  '] = /\n([ \t]+)"/.exec(bare) ?? []
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: bare.includes('\r\n') ? '\r\n' : '\n',
  }
  const edits = modify(bare, ['wallet'], wallet, { formattingOptions })
  return text.slice(0, text.length - bare.length) + applyEdits(bare, edits)
}
