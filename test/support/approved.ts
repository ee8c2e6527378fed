import type { OrderDraft } from '../../shared/domain/order.ts'
import type { RiskApproved } from '../../shared/machine/riskApproved.ts'

/** A test's own draft, as if the risk check had let it pass: for what happens once it is posted. */
export const approved = (draft: OrderDraft): RiskApproved<OrderDraft> => draft as RiskApproved<OrderDraft>
