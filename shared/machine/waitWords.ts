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
      'An exit is posted once the reason is gone. To sell now: "npx bot halt", then "npx bot flatten", or sell at the venue, then "npx bot adopt"',
  },
  priceNotBelieved: {
    what: 'shares are held, but no price has been believed for 5 minutes',
    wayOut:
      'Look at the market. To sell now: "npx bot halt", then "npx bot flatten", or sell at the venue, then "npx bot adopt"',
  },
  bookContradicted: {
    what: 'the book is not believed',
    wayOut:
      'Look at the venue\'s page. To sell meanwhile: "npx bot halt", then "npx bot flatten SEQ --floor PRICE"',
  },
  entriesRefused: {
    what: 'entries have been refused for an hour, and not because of the market itself',
    wayOut:
      '"npx bot doctor" checks what the bot needs; "npx bot status" and "npx bot why" show the refusals',
  },
  orderUndecided: {
    what: 'an order is past its expiry but not proven dead',
    wayOut:
      'Look at the open orders at the venue and cancel it there, or with "npx bot cancel-all". ' +
      'If it is gone but this message stays: "npx bot halt", "npx bot adopt --undecided", "npx bot resume"',
  },
  cancelUnconfirmed: {
    what: 'a cancel has not been confirmed for 5 minutes',
    wayOut: 'Cancel the order at the venue, or with "npx bot cancel-all" from your own machine',
  },
  legUnsettled: {
    what: 'a fill has not settled for 30 minutes',
    wayOut:
      'Look at the transaction on the chain. If it will never settle: "npx bot halt", wait until the STOP is done, ' +
      '"npx bot adopt --unsettled", "npx bot resume"',
  },
  balanceNotRefreshed: {
    what: 'the venue has not refreshed a balance below our fills for 5 minutes',
    wayOut:
      'The missing shares are not offered for sale. Compare with the venue\'s page; if they are really gone: "npx bot halt", "npx bot adopt", "npx bot resume"',
  },
  catchingUp: {
    what: 'the trade history of this market has been read for 30 minutes, and nothing is posted until that is done',
    wayOut:
      '"npx bot status" shows the progress. If there is none: "npx bot halt", then "npx bot adopt" rebuilds the position from the venue',
  },
  surplus: {
    what: 'the wallet has held shares that none of our fills explains, for longer than the venue can lag',
    wayOut:
      'They are neither counted nor sold. Check the trades of the wallet: "npx bot halt", then "npx bot adopt" books what is there, or sell them by hand',
  },
  flattenWaiting: {
    what: 'the requested flatten could not be posted for 5 minutes',
    wayOut: 'Sell at the venue, then "npx bot adopt", or request it again with a lower "--floor"',
  },
}

/** What lasts, why, and what to do. */
export const waitText = (name: WaitName, why: string): string =>
  `${WORDS[name].what}: ${why}. ${WORDS[name].wayOut}`

/** It is over. */
export const waitOverText = (name: WaitName): string => `over: ${WORDS[name].what}`
