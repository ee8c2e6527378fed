import type { Config } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import { type Finding, formatProblem, problemsOf, soundFinding } from '../../shared/operator/finding.ts'
import type { CommandResult, Exit } from '../terminal/outcome.ts'
import { limitsFinding } from './limitsFinding.ts'

/** 2 where the user can fix something; 1 where the cause is outside. */
export function exitOf(findings: readonly Finding[]): Exit {
  const problems = problemsOf(findings)
  if (problems.some(({ kind }) => kind === 'configuration')) return 2
  return problems.length > 0 ? 1 : 0
}

/** A line for each: what is fine first, then what is not, with its remedy. */
export function formatFindings(findings: readonly Finding[]): string {
  const good = findings.filter(({ problem }) => problem === null)
  const bad = problemsOf(findings)
  return [
    ...good.map(({ field, value }) => `  ok  ${field}: ${value}`),
    ...bad.map((problem) => `  --  ${formatProblem(problem)}`),
    bad.length === 0 ? 'no problems found' : `${counted(bad.length, 'problem')} found`,
  ].join('\n')
}

/** What the configuration alone shows. */
export const lookAtConfig = ({ wallet, stage, stack }: Config): readonly Finding[] => [
  soundFinding(
    'stage',
    stage === 'paper' ? 'paper: no order leaves this account, no key is read' : 'live: real money',
  ),
  wallet === null
    ? soundFinding('wallet', 'paper')
    : soundFinding('wallet', `${wallet.funder}, type ${wallet.signatureType}`),
  limitsFinding(stack),
]

/** @param head what became of the command that looked. */
export const doctorOutcome = (findings: readonly Finding[], ...head: readonly string[]): CommandResult => ({
  exit: exitOf(findings),
  text: [...head, formatFindings(findings)].join('\n'),
  json: { findings },
})
