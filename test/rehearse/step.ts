/** Does one step and tells how long it took; what it came to may be told by `say`. */
export async function perform<T>(what: string, act: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  try {
    const result = await act()
    line(performance.now() - begun, what)
    return result
  } catch (error) {
    line(performance.now() - begun, `FAILED: ${what}`)
    throw error
  }
}

/** A remark below a step. */
export const say = (text: string): void => console.log(`          ${text}`)

const line = (ms: number, what: string): void =>
  console.log(`${(ms / 1000).toFixed(1).padStart(7)} s ${what}`)
