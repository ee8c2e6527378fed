import { wrongValue } from '../../shared/domain/inputError.ts'
import { channelAddress } from '../../shared/polymarket/channel/channelAddress.ts'

/** The address of the market channel: as given, or that of the venue at `clob`. */
export function channelOf(given: string | undefined, clob: string): string {
  const text = given ?? channelAddress(clob)
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && (url.protocol === 'wss:' || url.protocol === 'ws:')) return text
  throw wrongValue('--channel', text, 'use an address that begins with wss://')
}
