import { marketId, tokenId } from '../../shared/domain/units.ts'

/** Ids as the venue writes them: one market, its two tokens, and a wallet with the first key every local chain hands out. */
export const MARKET = marketId(`0x${'a1'.repeat(32)}`)
export const YES = tokenId('71321045679252212594626385532706912750332728571942532289631379312455583992563')
export const NO = tokenId('52114319501245915516055106046884209969926127482827954674443846427813813222426')
export const PRIVATE_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
export const WALLET = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266'
