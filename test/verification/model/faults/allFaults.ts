import { ALARM_FAULTS } from './alarms.ts'
import { COUNTING_FAULTS } from './counting.ts'
import type { Fault } from './fault.ts'
import { FILL_FAULTS } from './fills.ts'
import { LIFE_FAULTS } from './lives.ts'
import { ORDER_FAULTS } from './orders.ts'
import { PAIR_FAULTS } from './pair.ts'
import { POSTING_FAULTS } from './posting.ts'
import { RELAY_FAULTS } from './relay.ts'
import { STOPPING_FAULTS } from './stopping.ts'
import { TABLE_FAULTS } from './table.ts'

export const FAULTS: readonly Fault[] = [
  ...POSTING_FAULTS,
  ...ORDER_FAULTS,
  ...FILL_FAULTS,
  ...LIFE_FAULTS,
  ...TABLE_FAULTS,
  ...PAIR_FAULTS,
  ...RELAY_FAULTS,
  ...STOPPING_FAULTS,
  ...COUNTING_FAULTS,
  ...ALARM_FAULTS,
]
