/** All chance of the venue comes from here: the same seed gives the same numbers in the same order. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new RangeError(`seed: ${seed} is not a safe integer; pass a whole number`)
    }
    this.#a = seed | 0
    this.#b = Math.floor(seed / 2 ** 32) | 0
    this.#c = 0x9e3779b9 | 0
    // Neighbouring seeds start alike: a few rounds drive them apart.
    for (let round = 0; round < 16; round += 1) this.#next()
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.#next() / 2 ** 32) * bound)
  }

  /** A whole number from `low` to `high`, both included. */
  between([low, high]: readonly [number, number]): number {
    return low + this.below(high - low + 1)
  }

  coin(): boolean {
    return this.#next() >= 2 ** 31
  }

  /** `0x` and 64 hex digits: an order id or a transaction hash. */
  hash(): string {
    return `0x${this.#hex(64)}`
  }

  uuid(): string {
    const digits = this.#hex(32)
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`
  }

  #hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += this.#next().toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  /** One step of sfc32 (Chris Doty-Humphrey's small fast counter): 32 bits, unsigned. */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }
}
