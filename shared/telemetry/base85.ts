/** None of them is written longer in JSON: no quotation mark, no backslash. */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#'
const BASE = DIGITS.length
const GROUP = { bytes: 4, digits: 5 } as const
const HIGHEST = BASE - 1
const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]))

/** Five characters for four bytes, where base64 takes five and a third; n bytes that are left take n + 1. */
export function toBase85(bytes: Buffer): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += GROUP.bytes) {
    const group = bytes.subarray(at, at + GROUP.bytes)
    const whole = Buffer.alloc(GROUP.bytes)
    group.copy(whole)
    text += digitsOf(whole.readUInt32BE()).slice(0, group.length + 1)
  }
  return text
}

/** @throws Error where it is no such text. */
export function fromBase85(text: string): Buffer {
  const groups: Buffer[] = []
  for (let at = 0; at < text.length; at += GROUP.digits) {
    const digits = text.slice(at, at + GROUP.digits)
    const bytes = Buffer.alloc(GROUP.bytes)
    // Above four bytes it throws.
    bytes.writeUInt32BE(numberOf(digits))
    groups.push(bytes.subarray(0, digits.length - 1))
  }
  return Buffer.concat(groups)
}

function digitsOf(value: number): string {
  let text = ''
  for (let rest = value, nth = 0; nth < GROUP.digits; nth += 1, rest = Math.floor(rest / BASE))
    text = `${DIGITS[rest % BASE]}${text}`
  return text
}

/** Digits that were left out are the highest: what they cut off lies in the bytes that are cut off. */
function numberOf(digits: string): number {
  let value = 0
  for (let nth = 0; nth < GROUP.digits; nth += 1) {
    const digit = digits[nth]
    const of = digit === undefined ? HIGHEST : VALUES.get(digit)
    if (of === undefined) throw new Error(`"${digit}" is no digit of base 85`)
    value = value * BASE + of
  }
  return value
}
