import { CLOB_HOST } from '../../domain/venueRules.ts'

const CHANNEL_HOST = 'wss://ws-subscriptions-clob.polymarket.com'

/** A channel of a venue by its CLOB's address: the venue's own host, or the path next to a simulated one. */
export const channelAddress = (clob: string, channel: 'market' | 'user' = 'market'): string =>
  `${clob === CLOB_HOST ? CHANNEL_HOST : clob.replace(/^http/, 'ws')}/ws/${channel}`
