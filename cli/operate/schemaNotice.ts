/** What versions and the table say of the form of stored items. */
export interface Schemas {
  /** Written by the deployed version; null: nothing is deployed. */
  readonly deployed: number | null
  /** Whether the table has items of a newer form than this version reads. */
  readonly hasNewerItems: boolean
  /** What this version writes; it reads every one up to it. */
  readonly own: number
}

export type SchemaNotice =
  | { readonly is: 'none' }
  /** It may be deployed, and there is no simple way back. */
  | { readonly is: 'oneWay'; readonly text: string }
  /** It would strand what is held. */
  | { readonly is: 'barred'; readonly text: string }

/**
 * Whether the version that is deployed and this one can follow each other in both directions. A version that meets a
 * newer form posts nothing, exits included: so nobody may come there unwarned.
 */
export function schemaNotice({ deployed, hasNewerItems, own }: Schemas): SchemaNotice {
  if (hasNewerItems || (deployed !== null && deployed > own)) {
    const newer = hasNewerItems ? 'the table has items of a newer schema' : `schema ${deployed} is deployed`
    return {
      is: 'barred',
      text: [
        `not deployed: ${newer}, and this version reads up to ${own}: it would post nothing on them, not even exits`,
        'the way back that keeps exits working:',
        '  1. keep the newer version deployed, and run "npx bot drain" with it: the bot sells its positions, then disarms itself',
        '  2. deploy this version with another "name": its table is empty, and it begins from what the venue reports',
      ].join('\n'),
    }
  }
  if (deployed === null || deployed === own) return { is: 'none' }
  return {
    is: 'oneWay',
    text: [
      `after this deployment you cannot simply go back: it writes schema ${own}, and the deployed version reads up to ${deployed}`,
      'way back: run "npx bot drain" with this version, which sells the positions, until the bot has disarmed itself;',
      'then deploy the older version with another "name": its table is empty',
    ].join('\n'),
  }
}
