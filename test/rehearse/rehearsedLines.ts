/** Parts that a rehearsal may be narrowed to; what is under "always" is in each. */
export const PARTS = [
  'live',
  'two-stacks',
  'restore',
  'settings',
  'upgrade',
  'stops',
  'operate',
  'way-out',
] as const

export type Part = (typeof PARTS)[number] | 'always'

/** Every line of the README and the runbook that the rehearsal runs, by the part that runs it. */
export const REHEARSED: Readonly<Record<string, Part>> = {
  'npx bot setup --config my-config.json': 'always',
  'npx bot setup --yes --config my-config.json': 'always',
  'npm run synth -- -c config=my-config.json': 'always',
  'npx cdk bootstrap -c config=my-config.json': 'always',
  'npx cdk deploy -c config=my-config.json': 'always',
  "npx bot confirm 'LINK' --config my-config.json": 'live',
  'npx bot doctor --config my-config.json': 'live',
  'npx bot drill --yes --config my-config.json': 'live',
  'npx bot arm --config my-config.json --yes': 'live',
  'npx bot arm --yes --config my-config.json': 'live',
  'npx bot deploy --config my-config.json': 'settings',
  'npx bot journal replay --config my-config.json': 'settings',
  'npx bot resume SEQ --config my-config.json': 'stops',
  [`aws dynamodb update-item --table-name TABLE --key '{"pk":{"S":"BOT"},"sk":{"S":"CONTROL"}}' --update-expression 'SET halted = :yes' --expression-attribute-values '{":yes":{"BOOL":true}}'`]:
    'stops',
  'npx bot status --config my-config.json': 'operate',
  'npx bot halt I want to look --config my-config.json': 'operate',
  'npx bot halt REASON --config my-config.json': 'way-out',
  'npx bot halt roll-back --config my-config.json': 'way-out',
  'npx bot flatten SEQ --yes --config my-config.json': 'operate',
  'npx bot flatten SEQ --floor 0.40 --yes --config my-config.json': 'operate',
  'npx bot ledger --year 2026 --time-zone Europe/Berlin --out ledger.csv --config my-config.json': 'operate',
  'npx bot pnl --config my-config.json': 'operate',
  'npx bot report --last 7d --config my-config.json': 'operate',
  'npx bot cost --config my-config.json': 'operate',
  'npx bot drain --market X --config my-config.json': 'operate',
  'npx bot why TRADE --config my-config.json': 'operate',
  'npx bot restore --config my-config.json': 'restore',
  'npx bot restore --yes --config my-config.json': 'restore',
  'npx bot rotate --yes --config my-config.json': 'restore',
  'npx bot rotate --wallet --new-key-file FILE --yes --config my-config.json': 'restore',
  'npx bot drain --config my-config.json': 'way-out',
  'npx bot disarm --config my-config.json': 'way-out',
  'npx bot cancel-all --yes --key-file FILE --config my-config.json': 'operate',
  'npx bot decommission --yes --key-file FILE --config my-config.json': 'way-out',
}

/** Lines that it does not run, and why. */
export const EXEMPT: Readonly<Record<string, string>> = {
  'npm ci': 'installs what the rehearsal runs on',
  'npm start': 'a session of its own; the tests of the README run it',
  'npm start -- --halt-at 30m': 'a session of its own; the tests of sessions run it',
  'npx bot watch --folder .paper': 'watches a paper run; the tests of the page open it in a browser',
  'npx bot chat --config my-config.json --yes': 'needs a chat; its test has one that answers',
  'npx bot init': 'needs a person or the live market; its tests run it against a venue',
  'npx bot replay examples/made-up.tape': 'needs no deployment; the tests of tapes run it',
  'npm test': 'runs every test, half an hour',
  'npx bot find --compare my-config.json --apply':
    'needs a catalogue of markets; the tests of find run it against one',
  'npx bot paper --config my-config.json': 'needs the live market; the tests of paper run it against a venue',
  'npx bot adopt --market ID --resolved --yes --config my-config.json':
    'needs a market that is resolved; the tests of adopt run it',
  'npx bot halt --restored the table was lost --config my-config.json':
    'its STOP is not done for 13 minutes; the tests of the stage run it',
  'npx bot setup --kms --yes --config my-config.json':
    'makes another wallet, of a key that the emulator cannot sign with; the tests of setup run it',
  'npx bot restore --from TABLE --yes --config my-config.json':
    'needs a table that AWS backed up when it was deleted; the tests of restore run it',
  'npx cdk deploy --revert-drift -c config=my-config.json': 'the emulator knows no drift',
  'npm run rehearse': 'is this',
  'git pull && npm ci && npm run rehearse': 'needs a remote; the last of it is this',
  'git checkout TAG && npm ci && npx cdk deploy -c config=my-config.json':
    'would change the files under the rehearsal: part upgrade deploys the predecessor from a folder of its own',
  'npm run bench -- --usage': 'measures for half an hour, and needs control groups',
  'npm run bench -- --share': 'measures for a minute, by signals that stop and continue a process',
  'npm run bench -- --bytes': 'a measurement of two hours of the simulated market; it changes nothing',
  'aws cloudwatch enable-alarm-actions': 'names the command only; its arguments are those of the alarm',
}
