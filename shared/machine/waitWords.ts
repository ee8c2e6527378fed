import type { WaitName } from './wait.ts'

interface WaitWords {
  /** What has lasted longer than it should. */
  readonly what: string
  readonly wayOut: string
}

/** Each wait in words: the page, the runbook and `status` say the same. */
const WORDS: Readonly<Record<WaitName, WaitWords>> = {
  exitNotResting: {
    what: 'shares are held, but no exit has rested on the book for 5 minutes',
    wayOut:
      'An exit is posted once the reason is gone. To sell now: "halt", then "flatten", or sell at the venue and "adopt"',
  },
  priceNotBelieved: {
    what: 'shares are held, but no price has been believed for 5 minutes',
    wayOut: 'Look at the market. To sell now: "halt", then "flatten", or sell at the venue and "adopt"',
  },
  bookContradicted: {
    what: 'the book is not believed',
    wayOut: 'Look at the venue\'s page. To sell meanwhile: "halt", then "flatten SEQ --floor PRICE"',
  },
  entriesRefused: {
    what: 'entries have been refused for an hour, and not because of the market itself',
    wayOut: '"doctor" checks what the bot needs; "status" and "why" show the refusals',
  },
  orderUndecided: {
    what: 'an order is past its expiry but not proven dead',
    wayOut:
      'Look at the open orders at the venue and cancel it there, or with "cancel-all". ' +
      'If it is gone but this message stays: "halt", "adopt --undecided", "resume"',
  },
  cancelUnconfirmed: {
    what: 'a cancel has not been confirmed for 5 minutes',
    wayOut: 'Cancel the order at the venue, or with "cancel-all" from your own machine',
  },
  legUnsettled: {
    what: 'a fill has not settled for 30 minutes',
    wayOut:
      'Look at the transaction on the chain. If it will never settle: "halt", wait until the STOP is done, ' +
      '"adopt --unsettled", "resume"',
  },
  balanceNotRefreshed: {
    what: 'the venue has not refreshed a balance below our fills for 5 minutes',
    wayOut:
      'The missing shares are not offered for sale. Compare with the venue\'s page; if they are really gone: "halt", "adopt", "resume"',
  },
  catchingUp: {
    what: 'the trade history of this market has been read for 30 minutes, and nothing is posted until that is done',
    wayOut:
      '"status" shows the progress. If there is none: "halt", then "adopt" rebuilds the position from the venue',
  },
  surplus: {
    what: 'the wallet has held shares that none of our fills explains, for longer than the venue can lag',
    wayOut:
      'They are neither counted nor sold. Check the trades of the wallet: "halt", then "adopt" books what is there, or sell them by hand',
  },
  flattenWaiting: {
    what: 'the requested flatten could not be posted for 5 minutes',
    wayOut: 'Sell at the venue and "adopt", or request it again with a lower "--floor"',
  },
}

/** What stands, why, and what to do. */
export const waitText = (name: WaitName, why: string): string =>
  `${WORDS[name].what}: ${why}. ${WORDS[name].wayOut}`

/** It no longer stands. */
export const waitOverText = (name: WaitName): string => `over: ${WORDS[name].what}`
