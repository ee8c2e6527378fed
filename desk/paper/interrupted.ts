/** Until Ctrl-C, or whoever began this process wants its end. */
export const interrupted = (): Promise<void> => new Promise((resolve) => void onInterrupt(resolve))

/** Calls it then, unless it is disposed before. */
export function onInterrupt(listener: () => void): Disposable {
  for (const signal of SIGNALS) process.once(signal, listener)
  return {
    [Symbol.dispose]: () => {
      for (const signal of SIGNALS) process.removeListener(signal, listener)
    },
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
