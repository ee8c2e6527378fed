import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'

/** All that a cold import is measured against: to be imported, and nothing more. */
export const clients = [DynamoDBClient, DynamoDBDocumentClient] as const
