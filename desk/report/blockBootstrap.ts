/** What one stretch of time gave: an amount, and over how many shares. */
export interface Sample {
  readonly amount: number
  readonly weight: number
}

export interface BootstrapOptions {
  /** Stretches of equal length, in order of time. */
  readonly samples: readonly Sample[]
  /** Neighbouring stretches that are drawn together, so that what depends on each other stays together. */
  readonly blockLength: number
  readonly resamples: number
  /** A whole number from 0 to `bound` - 1, each as likely. */
  readonly below: (bound: number) => number
  /** Of the interval, such as 0.95. */
  readonly confidence: number
}

/**
 * An interval for the ratio of the sum of amounts to the sum of weights by the circular block bootstrap (Politis and
 * Romano, 1992): each resample is as many blocks as the record is long, begun anywhere with equal chance, the end
 * joined to the beginning; the interval lies between the percentiles of the resamples' ratios.
 * @returns null where no resample has any weight.
 */
export function blockBootstrap(
  options: BootstrapOptions,
): { readonly low: number; readonly high: number } | null {
  const { samples, resamples, confidence } = options
  const length = Math.max(1, Math.min(options.blockLength, samples.length))
  if (samples.length === 0) return null
  const sums = blockSums(samples, length)
  const blocks = Math.max(1, Math.round(samples.length / length))
  const ratios: number[] = []
  for (let resample = 0; resample < resamples; resample += 1) {
    let amount = 0
    let weight = 0
    for (let block = 0; block < blocks; block += 1) {
      const drawn = sums[options.below(sums.length)]
      amount += drawn?.amount ?? 0
      weight += drawn?.weight ?? 0
    }
    // A resample without a single share says nothing of the edge a share.
    if (weight > 0) ratios.push(amount / weight)
  }
  if (ratios.length === 0) return null
  ratios.sort((a, b) => a - b)
  const tail = (1 - confidence) / 2
  return { low: percentile(ratios, tail), high: percentile(ratios, 1 - tail) }
}

/** The sum of the block that begins at each sample, around the end to the beginning. */
function blockSums(samples: readonly Sample[], length: number): readonly Sample[] {
  return samples.map((_, start) => {
    let amount = 0
    let weight = 0
    for (let at = 0; at < length; at += 1) {
      const sample = samples[(start + at) % samples.length]
      amount += sample?.amount ?? 0
      weight += sample?.weight ?? 0
    }
    return { amount, weight }
  })
}

/** The smallest value that at least this part of the values do not exceed. */
function percentile(sorted: readonly number[], part: number): number {
  // A product such as 0.975 x 2000 must not be lifted over the integer it stands for.
  const rank = Math.ceil(part * sorted.length - 1e-9)
  return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))] ?? 0
}
