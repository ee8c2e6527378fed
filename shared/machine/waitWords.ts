import type { WaitName } from './wait.ts'

interface WaitWords {
  /** What is so, for longer than it should be. */
  readonly what: string
  readonly wayOut: string
}

/** Each wait in words: the page, the runbook and `status` say the same. */
const WORDS: Readonly<Record<WaitName, WaitWords>> = {
  exitNotResting: {
    what: 'shares are held and for 5 minutes no exit has rested',
    wayOut:
      'It is posted once the reason is gone. To sell now: "halt", then "flatten", or sell at the venue and "adopt"',
  },
  priceNotBelieved: {
    what: 'shares are held and for 5 minutes their price could not be believed',
    wayOut: 'Look at the market. To sell now: "halt", then "flatten", or sell at the venue and "adopt"',
  },
  bookContradicted: {
    what: 'the book is not believed',
    wayOut: 'Look at the venue\'s page. To sell meanwhile: "halt", then "flatten SEQ --floor PRICE"',
  },
  entriesRefused: {
    what: 'for an hour entries have been refused by something that is not the market itself',
    wayOut: '"doctor" checks what the bot needs; "status" and "why" show the refusals',
  },
  orderUndecided: {
    what: 'an order is past its end and nothing proves that it is dead',
    wayOut:
      'Look at the open orders at the venue and cancel it there, or with "cancel-all". ' +
      'If it is gone and this stays: "halt", "adopt --undecided", "resume"',
  },
  cancelUnconfirmed: {
    what: 'for 5 minutes a cancel has not been confirmed',
    wayOut: 'Cancel the order at the venue, or with "cancel-all" from your own machine',
  },
  legUnsettled: {
    what: 'for 30 minutes a fill has not settled',
    wayOut:
      'Look at the transaction on the chain. Where it never will: "halt", wait until the STOP is done, ' +
      '"adopt --unsettled", "resume"',
  },
  balanceNotRefreshed: {
    what: 'for 5 minutes the venue has not refreshed a balance that is below our fills',
    wayOut:
      'What it lacks is not offered for sale. Compare with the venue\'s page; where the shares are gone: "halt", "adopt", "resume"',
  },
  catchingUp: {
    what: 'for 30 minutes the fills of this market have been read from its own history, and nothing is posted meanwhile',
    wayOut:
      '"status" shows how far it is. Where it does not move, "halt", then "adopt": the books begin anew from the venue',
  },
  surplus: {
    what: 'the wallet holds shares that no fill of ours explains, longer than the venue lags',
    wayOut:
      'They are not counted and not sold. Look at the trades of the wallet: "halt", then "adopt" books what is there, or sell them by hand',
  },
  flattenWaiting: {
    what: 'for 5 minutes the flatten that was asked for could not be posted',
    wayOut: 'Sell at the venue and "adopt", or ask again with a lower "--floor"',
  },
}

/** What stands, why, and what to do. */
export const waitText = (name: WaitName, why: string): string =>
  `${WORDS[name].what}: ${why}. ${WORDS[name].wayOut}`

/** It no longer stands. */
export const waitOverText = (name: WaitName): string => `over: ${WORDS[name].what}`
