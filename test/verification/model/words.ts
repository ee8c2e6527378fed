import type { Op } from './world.ts'

/** A request in words. */
export function say(op: Op): string {
  switch (op.do) {
    case 'commit': {
      const orders = op.state.orders.map((order) => `${order.id} ${order.life.at}`).join(', ')
      return `commit rev ${op.rev + 1} fence ${op.lease.fence}, ${op.state.phase} [${orders}]`
    }
    case 'post':
      return `post ${op.order.draft.purpose} ${op.order.id}`
    case 'cancel':
      return `cancel ${op.ids.join(' ')}`
    case 'order':
      return `order ${op.id}`
    case 'latchMessage':
    case 'latchIfArmed':
    case 'latchCondition':
      return `${op.do} ${op.reason.code}`
    case 'stopDone':
    case 'resume':
      return `${op.do} ${op.seq}`
    case 'flip':
      return `flips halted to ${op.halted} by hand`
    default:
      return op.do
  }
}
