import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Edit } from './fault.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

/**
 * From now on modules are loaded with these passages replaced; what is loaded already stays as it is.
 * @returns throws where a module has not been loaded since.
 */
export function patchModules(edits: readonly Edit[]): () => void {
  const patches = edits.map((edit) => ({ edit, isDone: false }))
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const own = patches.filter(
        ({ edit }) => url.startsWith('file:') && fileURLToPath(url) === `${ROOT}${edit.file}`,
      )
      if (own.length === 0) return loaded
      let source = String(loaded.source)
      for (const patch of own) {
        const { file, from, to } = patch.edit
        if (source.split(from).length !== 2)
          throw new Error(`${file}: the passage to replace is not there once: ${from}`)
        source = source.replace(from, () => to)
        patch.isDone = true
      }
      return { ...loaded, source }
    },
  })
  return () => {
    const missing = patches.filter(({ isDone }) => !isDone).map(({ edit }) => edit.file)
    if (missing.length > 0) throw new Error(`not loaded, so not changed: ${missing.join(', ')}`)
  }
}
