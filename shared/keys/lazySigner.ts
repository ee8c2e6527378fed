import type { Signer } from '../ports/signer.ts'

/**
 * A signer that fetches its key at the first signature: a tick that posts nothing never holds it.
 * A failed load is tried again at the next call.
 */
export function createLazySigner(load: () => Promise<Signer>): Signer {
  let loading: Promise<Signer> | null = null
  const signer = async (): Promise<Signer> => {
    loading ??= load()
    try {
      return await loading
    } catch (error) {
      loading = null
      throw error
    }
  }
  return {
    async getAddress() {
      return (await signer()).getAddress()
    },
    async _signTypedData(domain, types, value) {
      return (await signer())._signTypedData(domain, types, value)
    },
  }
}
