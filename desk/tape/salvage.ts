/** The remedy of every fault that has something valid before it. */
export const SALVAGE = 'Take the recording again, or keep what was valid before it with --salvage.'
