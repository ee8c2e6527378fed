/** The remedy of every fault that has something valid before it. */
export const SALVAGE = 'Record it again, or keep what was valid before it with --salvage.'
