import type { Notice } from '../../../shared/telemetry/notifier.ts'

/** A page, as an operator may get it. */
export const notice: Notice = {
  kind: 'page',
  key: 'page:1',
  title: 'Attention needed',
  text: 'entry refused: <b> & more',
  runbook: 'docs/runbook.md#page-refused',
  next: 'npx bot status',
}
