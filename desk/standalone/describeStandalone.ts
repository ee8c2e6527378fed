import { slugOf } from '../exchange/http/marketWire.ts'
import { paperConfigText, standaloneConfigs } from './standaloneConfig.ts'
import type { Standalone } from './startStandalone.ts'

/** What to type to point a client here. */
export function describeStandalone(venue: Standalone): string {
  const { market } = venue
  return `A simulated Polymarket, in real time. Nothing in it has any value.

CLOB host          ${venue.url}
Gamma, Data API    ${venue.dataUrl}   (also /api/geoblock)
chain id           ${venue.chainId}
market             ${market.market}
${market.outcomes[0].padEnd(18)} ${market.tokens[0]}
${market.outcomes[1].padEnd(18)} ${market.tokens[1]}
tick, minimum size ${market.tickMicros / 1e6}, ${market.minSizeMicros / 1e6} shares${market.version === 'v2' ? ' (Protocol V2: sign for version 3)' : ''}
funded             ${venue.funded.length === 1 ? '' : `${venue.funded.slice(1).join(', ')} and `}the wallet of this key:
private key        ${venue.testKey}

With the official client:

  const client = new ClobClient({ host: '${venue.url}', chain: ${venue.chainId}, signer, throwOnError: true })
  client.creds = await client.createOrDeriveApiKey()
  await client.createAndPostOrder(
    { tokenID: '${market.tokens[0]}', price: 0.4, size: 10, side: 'BUY' },
    { tickSize: '${market.tickMicros / 1e6}', negRisk: ${market.negRisk}${market.version === 'v2' ? ', version: 3' : ''} },
  )

With this bot, on paper, by the address of its page as at the venue:

  npx bot init ${pageOf(market)} --host ${venue.url} --gamma ${venue.dataUrl} --data ${venue.dataUrl}

Or save this as my-config.json, then "npx bot paper --config my-config.json"
(with signed orders: "stage": "live" and "wallet": { "address": "${venue.botAddress}" }, which holds nothing but money;
its key is ${venue.botKey}; "npx bot try-live" does all that by itself)

${paperConfigText(venue)}

From a shell:

  curl '${venue.url}/book?token_id=${market.tokens[0]}'

Ctrl-C ends it.
`
}

/** The venue's own form; only the hosts differ. */
const pageOf = (market: Standalone['market']): string => `https://polymarket.com/market/${slugOf(market)}`

/** The same for a program. */
export const standaloneJson = (venue: Standalone) => ({
  url: venue.url,
  dataUrl: venue.dataUrl,
  chainId: venue.chainId,
  market: venue.market.market,
  tokens: venue.market.tokens,
  version: venue.market.version,
  negRisk: venue.market.negRisk,
  privateKey: venue.testKey,
  address: venue.testAddress,
  botKey: venue.botKey,
  botAddress: venue.botAddress,
  funded: venue.funded,
  configs: standaloneConfigs(venue),
})
