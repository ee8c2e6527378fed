import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { RehearsalError } from './rehearsalError.ts'

/** A local AWS: CloudFormation, Lambda, Scheduler, SNS, DynamoDB with its streams, SSM, CloudWatch. */
export interface Emulator {
  readonly endpoint: string
  /** What a client needs in its environment to talk to it and to nothing else. */
  readonly env: Readonly<Record<string, string>>
  /** The Python it was installed for. */
  readonly python: string
  stop(): Promise<void>
}

/** Every release behaves a little differently: this is the one the rehearsal was written with. */
const EMULATOR = 'ministack==1.5.33'
/** The `aws` that the runbook and `decommission` speak of. */
const AWS_CLI = 'awscli==1.46.3'
const REGION = 'eu-west-1'
const START_MS = 60_000
const STOP_MS = 10_000

/** Starts it on loopback; it keeps nothing from run to run. */
export async function startEmulator(of: {
  readonly cache: string
  readonly folder: string
  readonly path: string
}): Promise<Emulator> {
  const python = installed(of.cache)
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  mkdirSync(join(of.folder, 'tmp'), { recursive: true })
  // Its own scripts for Node are CommonJS; below our package.json they would be taken for modules.
  writeFileSync(join(of.folder, 'package.json'), '{}')
  const env = {
    PATH: `${join(of.cache, 'venv/bin')}:${of.path}`,
    HOME: of.folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'rehearsal',
    AWS_SECRET_ACCESS_KEY: 'rehearsal',
    NO_PROXY: '127.0.0.1',
    // The account is cached by access key in CDK's home: it must be that of the emulator alone.
    CDK_HOME: join(of.folder, 'cdk'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  }
  const log = openSync(join(of.folder, 'emulator.log'), 'w')
  const child = spawn(python, [join(import.meta.dirname, 'emulator.py')], {
    env: {
      ...env,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      MINISTACK_HOST: '127.0.0.1',
      STATE_DIR: join(of.folder, 'state'),
      S3_DATA_DIR: join(of.folder, 's3'),
      TMPDIR: join(of.folder, 'tmp'),
    },
    stdio: ['ignore', log, log],
  })
  await answers(endpoint, child, join(of.folder, 'emulator.log'))
  return { endpoint, env, python, stop: () => stop(child) }
}

/** The Python of an environment of its own inside the cache folder, installed where it is not yet. */
function installed(cache: string): string {
  const venv = join(cache, 'venv')
  const python = join(venv, 'bin', 'python')
  if (['ministack', 'aws'].every((program) => existsSync(join(venv, 'bin', program)))) return python
  console.log(`installing ${EMULATOR} and ${AWS_CLI} from PyPI into ${venv}`)
  try {
    execFileSync('python3', ['-m', 'venv', venv], { stdio: 'pipe' })
    execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', EMULATOR, AWS_CLI], { stdio: 'pipe' })
    return python
  } catch (error) {
    const said = error instanceof Error ? error.message.slice(0, 500) : 'unknown error'
    throw new RehearsalError(
      `the AWS emulator cannot be installed (${said})\nIt needs Python 3.10 or newer with venv and pip (Debian: apt-get install python3-venv) and PyPI. Then: python3 -m venv .rehearse/venv && .rehearse/venv/bin/pip install ${EMULATOR} ${AWS_CLI}`,
    )
  }
}

/** Somebody else may take it before the emulator does; then the emulator says so and the rehearsal fails. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(endpoint: string, child: ChildProcess, log: string): Promise<void> {
  const until = Date.now() + START_MS
  while (Date.now() < until && child.exitCode === null) {
    try {
      await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })
      return
    } catch {
      await wait(250)
    }
  }
  child.kill('SIGKILL')
  throw new RehearsalError(`the AWS emulator does not answer at ${endpoint}; ${log} says why`)
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const killed = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(killed)
}
