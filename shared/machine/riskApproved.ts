import type { OrderDraft } from '../domain/order.ts'

declare const approved: unique symbol

/** What the risk check let pass (`riskCheck.ts`, which alone makes one): the venue posts nothing else. */
export type RiskApproved<Draft extends OrderDraft> = Draft & { readonly [approved]: true }
