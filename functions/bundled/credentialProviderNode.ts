import { roleCredentials } from '../roleCredentials.ts'

/**
 * In a bundle this stands for `@aws-sdk/credential-provider-node`: profiles, sign-ons and instance metadata, which no
 * Lambda has, are a fifth of a cold start.
 */
export const defaultProvider = () => async () => roleCredentials()
