import { CfnBudget } from 'aws-cdk-lib/aws-budgets'
import { Construct } from 'constructs'

/** Sends mail when the account's AWS costs of a month have passed, or are forecast to pass, the budget. */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: { readonly email: string; readonly usdAMonth: number }) {
    super(scope, id)
    const notify = (
      notificationType: 'ACTUAL' | 'FORECASTED',
    ): CfnBudget.NotificationWithSubscribersProperty => ({
      notification: { comparisonOperator: 'GREATER_THAN', notificationType, threshold: 100 },
      subscribers: [{ subscriptionType: 'EMAIL', address: props.email }],
    })
    new CfnBudget(this, 'Monthly', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.usdAMonth, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL'), notify('FORECASTED')],
    })
  }
}
