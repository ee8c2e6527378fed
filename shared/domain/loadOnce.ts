/** Loads at the first call, once for all who ask. A failure is not kept: the next call tries again. */
export function loadOnce<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | null = null
  return () => {
    if (loading !== null) return loading
    const current = load()
    loading = current
    current.catch(() => {
      loading = null
    })
    return current
  }
}
