/** Polygon. */
export const CHAIN_ID = 137
