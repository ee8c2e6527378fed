const NAMES = [
  'paper',
  'ink',
  'soft',
  'line',
  'grid',
  'buy',
  'sell',
  'market',
  'mid',
  'equity',
  'cap',
  'gap',
  'idle',
  'entry',
  'open',
  'exit',
  'normal',
  'exit-only',
  'halted',
] as const
export type ColourName = (typeof NAMES)[number]
export type Palette = Readonly<Record<ColourName, string>>

/** The style sheet's colours as they are now, light or dark: a canvas does not know its variables. */
export function readPalette(): Palette {
  const probe = document.createElement('i')
  document.body.append(probe)
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(colours) as Palette
}
