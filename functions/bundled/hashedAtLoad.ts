/**
 * Constants that the venue's client hashes while it loads, and their Keccak-256: the type of its order, the type of its
 * domain, and the domain's name.
 */
export const HASHED_AT_LOAD: Readonly<Record<string, string>> = {
  'Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)':
    '0xbb86318a2138f5fa8ae32fbe8e659f8fcf13cc6ae4014a707893055433818589',
  'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)':
    '0x8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f',
  'Polymarket CTF Exchange': '0xf30041e9aac4c4d3a1481d2941dfb0a844a72040e9bbc79a810d1ec5b5d6c7af',
}
