export const SYNTHETIC_KINDS = ['calm', 'trending', 'jumping', 'gamestart', 'resolving', 'informed'] as const
export type SyntheticKind = (typeof SYNTHETIC_KINDS)[number]

/** How the fair value moves, in ticks of a cent and seconds. */
export interface MarketBehaviour {
  readonly startTicks: number
  /** Standard deviation of one second's step. */
  readonly stepTicks: number
  /** Part of the distance to the anchor that is undone each second. */
  readonly reversion: number
  /** Standard deviation of the anchor's own step in one second. */
  readonly anchorStepTicks: number
  /** The anchor's drift; its sign is the seed's. */
  readonly anchorTicksPerHour: number
  readonly jumpsPerHour: number
  readonly jumpTicks: readonly [number, number]
  /** Chance of a trade in any second. */
  readonly tradesPerSecond: number
  /** Absent: nobody knows more than the crowd. */
  readonly informed?: InformedTraders
}

/** They know news before the crowd does, and take what it quotes until its quotes say so too. */
export interface InformedTraders {
  readonly newsPerHour: number
  /** How far a piece of news moves the price; its direction is drawn. */
  readonly newsTicks: readonly [number, number]
  /** Chance of a trade of theirs in any second, while the quotes lack some of the news. */
  readonly tradesPerSecond: number
}

/**
 * A deep, quiet two-sided market, such as a game's before it starts: the price bounces within a cent of an
 * anchor that wanders a cent or so in a day, and some 300 trades come in an hour, most of them smaller than the touch.
 */
const CALM: MarketBehaviour = {
  startTicks: 50,
  stepTicks: 0.05,
  reversion: 1 / 100,
  anchorStepTicks: 0.003,
  anchorTicksPerHour: 0,
  jumpsPerHour: 0,
  jumpTicks: [0, 0],
  tradesPerSecond: 1 / 12,
}

/** In play: news moves the anchor at once. */
const JUMPING: MarketBehaviour = { ...CALM, jumpsPerHour: 4, jumpTicks: [4, 15], tradesPerSecond: 1 / 10 }

/**
 * A quiet market in which nearly all trades are of those who know better: twice an hour news of two to four cents, which
 * they bring in a cent at a time, and eight trades an hour as recorded before a game. What it leaves a maker lies where
 * recordings do: test/unit/desk/replay/informed.test.ts.
 */
const INFORMED: MarketBehaviour = {
  ...CALM,
  stepTicks: 0.03,
  tradesPerSecond: 1 / 1_800,
  informed: { newsPerHour: 2, newsTicks: [2, 4], tradesPerSecond: 1 / 2 },
}

export const BEHAVIOURS: Readonly<Record<SyntheticKind, MarketBehaviour>> = {
  calm: CALM,
  trending: { ...CALM, anchorTicksPerHour: 4, tradesPerSecond: 1 / 10 },
  jumping: JUMPING,
  /** Calm until the game starts; after that it jumps. */
  gamestart: CALM,
  resolving: { ...CALM, startTicks: 60 },
  informed: INFORMED,
}

export const IN_PLAY: MarketBehaviour = { ...JUMPING, jumpsPerHour: 10 }
