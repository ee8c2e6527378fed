import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { SETTINGS_FILE } from '../../shared/config/settingsFile.ts'

const ROOT = join(import.meta.dirname, '../..')

export interface Bundles {
  readonly tick: string
  readonly stop: string
}

/**
 * Synthesizes as `cdk deploy` would, and finds the very files that would be uploaded. The settings next to them are
 * taken away: each test gives its own in `CONFIG`, which counts where there are none.
 */
export async function synthBundles(folder: string): Promise<Bundles> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ config: 'config.json' }),
  }
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: ROOT, env })
  const name = readdirSync(folder).find((each) => each.endsWith('.template.json'))
  if (name === undefined) throw new Error('no template was made')
  const { Resources: resources } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties?: { Code?: { S3Key?: string } } }>
  }
  const bundleOf = (prefix: string): string => {
    const [, resource] =
      Object.entries(resources).find(
        ([id, { Type: type }]) => type === 'AWS::Lambda::Function' && id.startsWith(prefix),
      ) ?? []
    const hash = resource?.Properties?.Code?.S3Key?.replace('.zip', '') ?? 'none'
    rmSync(join(folder, `asset.${hash}`, SETTINGS_FILE))
    return join(folder, `asset.${hash}`, 'index.mjs')
  }
  return { tick: bundleOf('TickBot'), stop: bundleOf('StopBot') }
}
