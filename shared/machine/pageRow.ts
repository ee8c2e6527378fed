import type { WaitName } from './wait.ts'

/** What a person is called for: each has a row of this name among the pages of the runbook. */
export type PageRow =
  | WaitName
  | 'lateFill'
  | 'orderStuck'
  | 'handOrder'
  | 'handFill'
  | 'unreadableFill'
  | 'unreadableOrder'
  | 'marketClosed'
  | 'unsellable'
  | 'exitOnly'
  | 'accountAllotted'
  | 'flattenLeft'
  | 'refused'
  | 'notSigned'
  | 'notTicked'
  | 'notLatched'
  | 'stuckMoney'
  | 'invariant'
  | 'paperTradesLate'
  | 'paperTradesLost'
