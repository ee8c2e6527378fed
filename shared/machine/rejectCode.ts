/** Families of the venue's refusals that the machine distinguishes. */
export type RejectCode =
  | 'crosses'
  | 'balance'
  | 'tick'
  | 'size'
  | 'precision'
  | 'expiration'
  | 'version'
  | 'region'
  | 'account'
  | 'signature'
  | 'market'
  | 'other'
