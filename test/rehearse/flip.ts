import { BOT_PARTITION, CONTROL_SORT_KEY } from '../../shared/dynamodb/table.ts'

/** The one edit a person makes by hand, as the runbook has it for the command line. */
export const FLIP = {
  Key: { pk: { S: BOT_PARTITION }, sk: { S: CONTROL_SORT_KEY } },
  UpdateExpression: 'SET halted = :yes',
  ExpressionAttributeValues: { ':yes': { BOOL: true } },
}
