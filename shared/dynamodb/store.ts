import { randomUUID } from 'node:crypto'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Stage } from '../domain/stage.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { acquire } from './acquire.ts'
import { claim } from './claim.ts'
import {
  dropFlatten,
  endDrain,
  requestFlatten,
  stopDone,
  writeArmed,
  writeDisarmed,
  writeDrain,
  writeMarketDrain,
  writeResumed,
} from './controlEdits.ts'
import { haltCheck } from './haltCheck.ts'
import { latchCondition, latchFlipped, latchIfArmed, latchMessage } from './latches.ts'
import { commit, release, renew } from './lease.ts'
import { adoptions, ledger, ledgerFill, ledgerLateFills, ledgerOrder, putLedger } from './ledger.ts'
import { look } from './look.ts'
import { marketItems } from './marketItems.ts'
import { control } from './readControl.ts'
import type { Table } from './requests.ts'
import { putUnlatched } from './unlatchedStops.ts'
import { putWait, waits } from './waits.ts'

export interface StoreOptions {
  /** From `createDocumentClient`: its calls end and its numbers are exact. */
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  /** Stamps the reads: market time on the desk, wall time when deployed. */
  readonly clock: Pick<Clock, 'nowMs'>
  /** Fresh random ids of leases, commits and edits. */
  readonly newId?: () => string
  /** Refuses what was written in the other stage; absent on the desk, where a table lives as long as its session. */
  readonly stage?: Stage
}

/** The store on one DynamoDB table; the meaning of each call is at the port, `Store`. */
export function createStore({ client, tableName, clock, newId = randomUUID, stage }: StoreOptions): Store {
  const table: Table = { client, name: tableName, clock, newId, ...(stage === undefined ? {} : { stage }) }
  return {
    acquire: (outcome, at) => acquire(table, outcome, at),
    claim: (outcome, at) => claim(table, outcome, at),
    renew: (lease) => renew(table, lease),
    commit: (lease, rev, state, unlatched) => commit(table, lease, rev, state, unlatched),
    putUnlatched: (lease, unlatched) => putUnlatched(table, lease, unlatched),
    look: (leases) => look(table, leases),
    release: (lease, ahead) => release(table, lease, ahead),
    control: () => control(table),
    haltCheck: (sibling) => haltCheck(table, sibling),
    marketItems: () => marketItems(table),
    waits: () => waits(table),
    putWait: (outcome, rev, wait) => putWait(table, outcome, rev, wait),
    putLedger: (records) => putLedger(table, records),
    ledgerFill: (market, key) => ledgerFill(table, market, key),
    ledgerOrder: (market, id) => ledgerOrder(table, market, id),
    ledgerLateFills: (market, orderId) => ledgerLateFills(table, market, orderId),
    adoptions: (outcome) => adoptions(table, outcome),
    ledger: (market, limit) => ledger(table, market, limit),
    latchMessage: (reason, id) => latchMessage(table, reason, id),
    latchIfArmed: (reason, id) => latchIfArmed(table, reason, id),
    latchCondition: (reason, id) => latchCondition(table, reason, id),
    latchFlip: (reason, seenHaltSeq) => latchFlipped(table, reason, seenHaltSeq),
    stopDone: (seq, expirySlackMs, handSinceMs) => stopDone(table, seq, expirySlackMs, handSinceMs),
    resume: (seq) => writeResumed(table, seq),
    arm: () => writeArmed(table),
    disarm: () => writeDisarmed(table),
    drain: (on, market) =>
      market === undefined ? writeDrain(table, on) : writeMarketDrain(table, market, on),
    requestFlatten: (request) => requestFlatten(table, request),
    endDrain: () => endDrain(table),
    dropFlatten: (seq) => dropFlatten(table, seq),
  }
}
