#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../model/package-root';

/** Exit codes (README): 0 decided without a fail, 1 a fail, 2 bad usage or configuration, 3 inconclusive. */
const BAD_USAGE = 2;
const INCOMPLETE = 3;

const { version, description } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
  version: string;
  description: string;
};

// Whoever reads may have had enough (`airworthy mutants | head`); what runs goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const program = new Command('airworthy')
  .description(description)
  .version(version)
  .showHelpAfterError('(airworthy --help lists the commands)')
  .exitOverride();

// Each command's code is loaded when it is called, so that --help is instant.
program
  .command('demo')
  .description('run everything against a reference actor: four simulated actors, real traffic, a report')
  .option('--actor <actor>', 'the actor under test', 'ai-platform')
  .option('--out <dir>', 'run folder (default: reports/runs/<time>-demo)')
  .option('--only <ids...>', 'limit the run to these requirement ids or prefixes, e.g. RCR-S6')
  .option('--pacs <launcher>', 'auto, path, docker, apt or embedded', 'auto')
  .option('--scanner-engine <engine>', 'auto, native or dcmjs', 'auto')
  .option(
    '--studies <dir>',
    'also send a folder of your own DICOM studies through (re-identified, originals untouched)',
  )
  .option('--mutant <id>', 'spoil the reference actor by one deliberate defect (see airworthy mutants)')
  .option('--variant <id>', 'the reference actor as another supplier might lawfully have built it (airworthy mutants)')
  .option(
    '--viewer <viewer>',
    'of the PACS: reference, none, or ohif, which then is OHIF on a real Orthanc',
    'reference',
  )
  .option('--no-tls', 'run the links of the actor under test without TLS')
  .option('--fresh-exams', 'send an exam of its own for every scenario, also where one that has run would do')
  .option('--shard <i/n>', 'run only the i-th of n parts of the scenarios; airworthy merge joins them')
  .option('--latency <ms>', 'let everything on every link take so much longer')
  .option('--stalls <percent>', 'let nothing through for so much of each second, on every link')
  .option('--verbose', 'print what the simulators log')
  .action(async (options) => exit((await import('./commands/demo.js')).demoCommand(options)));

program
  .command('run')
  .description('run the scenarios for the product described in sut.yaml')
  .option('--config <file>', 'the product under test', 'sut.yaml')
  .option('--out <dir>', 'run folder (default: reports/runs/<time>-<product>)')
  .option('--only <ids...>', 'limit the run to these requirement ids or prefixes')
  .option('--studies <dir>', 'use this folder of DICOM files as positive study instead of those in sut.yaml')
  .option('--scanner-engine <engine>', 'auto, native or dcmjs', 'auto')
  .option('--one-way', 'do not insist that the product connects back before the scenarios start')
  .option('--fresh-exams', 'send an exam of its own for every scenario, also where one that has run would do')
  .option('--shard <i/n>', 'run only the i-th of n parts of the scenarios; airworthy merge joins them')
  .option('--verbose', 'print what the simulators log')
  .action(async (options) => exit((await import('./commands/run.js')).runCommand(options)));

program
  .command('load')
  .description('send studies to an AI platform at a set rate for a set time: how long each took, what was lost')
  .option('--config <file>', 'the product under test', 'sut.yaml')
  .option('--demo', 'against the reference AI platform instead')
  .option('--mutant <id>', 'with --demo: spoil the reference platform by one deliberate defect')
  .option('--rate <studies>', 'studies an hour', '60')
  .option('--for <time>', 'how long studies are sent, e.g. 90s, 10m, 2h', '10m')
  .option('--mix <parts>', 'parts of each kind of study', 'negative=6,positive=2,critical=1,out-of-scope=1')
  .option('--arrivals <how>', 'poisson (as patients come) or even', 'poisson')
  .option('--seed <n>', 'the same seed sends the same studies at the same times', '1')
  .option('--within <seconds>', 'what 95 of 100 notices may take from the completed exam')
  .option('--out <dir>', 'folder (default: reports/runs/<time>-<product>-load)')
  .option('--judge <dir>', 'send nothing: judge a load test again, offline, from its record')
  .option('--merge <dirs...>', 'send nothing: join what several machines sent to one product at one time (needs --out)')
  .option('--scanner-engine <engine>', 'auto, native or dcmjs', 'auto')
  .option('--one-way', 'do not insist that the product connects back before the studies are sent')
  .action(async (options) => exit((await import('./commands/load.js')).loadCommand(options)));

program
  .command('resume')
  .description('go on with a run that was cut short: the scenarios that it has not finished, in the same record')
  .argument('<run>', 'run folder')
  .option('--config <file>', 'the product under test, as it was (a demo needs none)', 'sut.yaml')
  .option('--verbose', 'print what the simulators log')
  .action(async (dir: string, options) => exit((await import('./commands/resume.js')).resumeCommand(dir, options)));

program
  .command('check')
  .description('say what is wrong with files of results: DICOM, HL7 v2, FHIR JSON, folders and zip files of them')
  .argument('<paths...>', 'files and folders')
  .option('--air', 'also hold results to the IHE AI Results profile')
  .option('--json', 'as JSON')
  .option('--sarif [file]', 'as SARIF 2.1.0, to a file or to standard output')
  .action(async (paths: string[], options) => exit((await import('./commands/check.js')).checkCommand(paths, options)));

program
  .command('judge')
  .description('make the verdicts of a run again, offline, from its record alone')
  .argument('<run>', 'run folder')
  .action(async (dir: string) => exit((await import('./commands/judge.js')).judgeCommand(dir)));

program
  .command('merge')
  .description('join the shards of a run (run --shard i/n) into one record, judged as a whole')
  .argument('<runs...>', 'run folders or packs')
  .requiredOption('--out <dir>', 'folder for the whole run')
  .action(async (runs: string[], options) => exit((await import('./commands/merge.js')).mergeCommand(runs, options)));

program
  .command('report')
  .description('write the reports of a run, again or in other forms (without an option: HTML and JUnit)')
  .argument('<run>', 'run folder')
  .option('--html', 'report.html: one page that needs nothing else')
  .option('--pdf', 'report.pdf: printed by Chromium where there is one, else without pictures')
  .option('--xlsx', 'report.xlsx: summary, requirements with weights of yours, evidence')
  .option('--oscal', 'report.oscal.json: OSCAL assessment results')
  .option('--sarif', 'report.sarif: what was found, as SARIF 2.1.0')
  .option('--junit', 'junit.xml')
  .option('--cucumber', 'report.cucumber.ndjson: the Cucumber messages')
  .option('--allure', 'report.allure/: the verdicts as Allure results')
  .option('--all', 'all of these')
  .option('--redact', 'with pseudonyms for names and identifiers (needs --out)')
  .option('--out <dir>', 'folder to write to (default: the run folder)')
  .action(async (dir: string, options) => exit((await import('./commands/report.js')).reportCommand(dir, options)));

program
  .command('annotate')
  .description('print what a run found as GitHub workflow commands, for a job that ran it')
  .argument('<run>', 'run folder')
  .action(async (dir: string) => exit((await import('./commands/annotate.js')).annotateCommand(dir)));

program
  .command('pack')
  .description('put a run into one zip file, with the SHA-256 of every file, to file, hand over and sign')
  .argument('<run>', 'run folder')
  .option('--out <file>', 'the pack (default: the name of the run folder, with .zip)')
  .option('--force', 'overwrite the pack if it is there')
  .option('--redact', 'pseudonyms for names and identifiers in everything, with the verdicts unchanged')
  .action(async (dir: string, options) => exit((await import('./commands/pack.js')).packCommand(dir, options)));

program
  .command('sign')
  .description('verify a pack and vouch for it: an in-toto test result in a DSSE envelope')
  .argument('<pack>', 'made by airworthy pack')
  .requiredOption('--key <file>', 'private key, PEM: Ed25519 or ECDSA P-256')
  .option('--out <file>', 'write the signed pack here instead of over the pack')
  .action(async (file: string, options) => exit((await import('./commands/sign.js')).signCommand(file, options)));

program
  .command('verify')
  .description(
    'hold a pack or a certificate to its claims, offline: files, journal, signatures, and every automated verdict judged again',
  )
  .argument('<file>', 'a pack, or the certificate.dsse.json of airworthy certify --key')
  .option('--key <files...>', 'public keys or certificates, PEM; each must have signed')
  .option('--run <run>', 'of a certificate: the run folder or pack it was made from')
  .option('--json', 'as JSON')
  .action(async (file: string, options) => exit((await import('./commands/verify.js')).verifyCommand(file, options)));

program
  .command('compare')
  .description('hold runs of several products, or of two versions of one, against each other')
  .argument('<runs...>', '2 to 20 run folders or packs')
  .option('--baseline <run>', 'the version before: what fails anew ends 1, what is no longer decided 3')
  .option('--bar <file>', 'weights, must-haves, thresholds and deadlines of the buyer (docs/comparing.md)')
  .option('--despite-differences', 'compare also what was run with another airworthy, catalogue or set of studies')
  .option('--out <dir>', 'folder for page, spreadsheet and JSON (default: reports/runs/<time>-comparison)')
  .option('--json', 'print the comparison as JSON')
  .action(async (runs: string[], options) =>
    exit((await import('./commands/compare.js')).compareCommand(runs, options)),
  );

program
  .command('bar')
  .description("hold one run to a buyer's bar: 0 met, 1 not met, 3 it cannot be told")
  .argument('<run>', 'run folder or pack')
  .argument('<bar>', 'bar.yaml (docs/comparing.md)')
  .option('--json', 'as JSON')
  .action(async (run: string, bar: string, options) =>
    exit((await import('./commands/bar.js')).barCommand(run, bar, options)),
  );

program
  .command('certify')
  .description(
    "make the supplier's statement of conformity from a complete run; refuses otherwise and says what is missing",
  )
  .argument('<run>', 'run folder')
  .option('--key <file>', 'sign it: private key, PEM: Ed25519 or ECDSA P-256')
  .option('--exceptions <file>', 'what is stated as unmet, with reasons (YAML, docs/for-suppliers.md)')
  .option(
    '--out <dir>',
    'folder for page, JSON, PDF and signature (default: reports/runs/<time>-<product>-certificate)',
  )
  .action(async (run: string, options) => exit((await import('./commands/certify.js')).certifyCommand(run, options)));

program
  .command('attest')
  .description('answer, as a named person, what no traffic can show: for a run, or with --config for the runs to come')
  .argument('[run]', 'run folder')
  .option('--config <file>', 'the product under test (default: sut.yaml, where no run is given)')
  .option('--only <ids...>', 'limit the questions to these requirement ids or prefixes')
  .option('--again', 'ask also what has been answered for this version')
  .action(async (run: string | undefined, options) =>
    exit((await import('./commands/attest.js')).attestCommand(run, options)),
  );

program
  .command('init')
  .description('write a commented sut.yaml to start from')
  .option('--config <file>', 'where to write it', 'sut.yaml')
  .option('--actor <actor>', 'what the product is: ai-platform, ris, pacs or scanner', 'ai-platform')
  .option('--force', 'overwrite the file if it is there')
  .action(async (options) => exit((await import('./commands/init.js')).init(options)));

program
  .command('doctor')
  .description('check the links between the product and the simulators, both ways')
  .option('--config <file>', 'the product under test', 'sut.yaml')
  .option('--wait <seconds>', 'how long to wait for the product to connect back', '60')
  .action(async (options) => exit((await import('./commands/doctor.js')).doctor(options)));

program
  .command('serve')
  .description('the console in the browser: products, runs, attesting, reports')
  .option('--port <port>', '0 for any free one', '8320')
  .option('--host <address>', 'any other than 127.0.0.1 needs --tls-cert, --tls-key and users', '127.0.0.1')
  .option('--data <dir>', 'products, packs and users (default: airworthy-data)')
  .option('--runs <dir>', 'run folders (default: reports/runs)')
  .option('--tls-cert <file>', 'certificate, PEM')
  .option('--tls-key <file>', 'its private key, PEM')
  .option('--key <file>', 'private key for signing packs, PEM: Ed25519 or ECDSA P-256')
  .option('--add-user <name>', 'add a user, whose password is asked for, and stop')
  .option('--role <role>', 'of the added user: viewer, operator or admin', 'operator')
  .action(async (options) => exit((await import('./commands/serve.js')).serveCommand(options)));

program
  .command('simulate')
  .description('run one simulated actor by itself until Ctrl-C')
  .argument('<actor>', 'scanner, ris, pacs or ai-platform')
  .option('--config <file>', "YAML file with the actor's options")
  .option('--set <key=value...>', 'set one option, e.g. --set dimse.port=11113')
  .option('--print-config', 'print the options in force and stop')
  .option('--verbose', 'print every remark of the actor')
  .action(async (actor: string, options) => exit((await import('./commands/simulate.js')).simulate(actor, options)));

program
  .command('viewer')
  .description('show studies in OHIF, a real web viewer, on the DICOMweb of a PACS, until Ctrl-C')
  .option('--study [ids...]', 'load the display studies of these requirements or prefixes, e.g. RCR-P1 (default: all)')
  .option('--run <run>', 'load what was stored in a run: run folder or pack')
  .option('--config <file>', 'show the PACS that this sut.yaml describes, which is running; nothing is loaded unasked')
  .option('--pacs <launcher>', 'where there is no --config: auto, path, docker or apt', 'auto')
  .option('--ohif <path>', 'tarball of @ohif/app or folder with its files, instead of getting it from npm once')
  .option('--port <port>', 'where the viewer answers at 127.0.0.1; 0 = any free port', '0')
  .option('--verbose', 'print every remark of the PACS')
  .action(async (options) => exit((await import('./commands/viewer.js')).viewerCommand(options)));

program
  .command('requirements')
  .description('list the requirements with level, actor, method and the scenarios that decide each')
  .option('--actor <actor>', 'only those that bind this actor')
  .option('--source <source>', 'RCR or IHE-AIR')
  .option('--matrix', 'requirement, actor, scenario, check and mutant, line by line')
  .option('--json', 'as JSON')
  .option('--xlsx <file>', 'the matrix as a spreadsheet')
  .action(async (options) => exit((await import('./commands/requirements.js')).requirements(options)));

program
  .command('mutants')
  .description('list the deliberate defects that prove the scenarios can fail, and the lawful variants that must not')
  .option('--json', 'as JSON')
  .action(async (options) => exit((await import('./commands/mutants.js')).mutants(options)));

program
  .command('selftest')
  .description('run the mutants and print the kill matrix: proof that the scenarios can fail, for the right reason')
  .option('--actor <actors...>', 'whose mutants (default: all reference actors)')
  .option('--mutant <ids...>', 'only these (see airworthy mutants)')
  .option('--only <prefixes...>', 'only mutants whose id, or whose requirement, begins so')
  .option('--one-per-requirement', 'the first mutant of each requirement')
  .option('--collateral', 'also judge every requirement that a plain exam decides, and show which turn red')
  .option('--everything', 'run every scenario against each mutant, and show which other requirements turn red')
  .option(
    '--lawful [ids...]',
    'run the lawful variants of the reference actors instead, all or these: they must pass everything',
  )
  .option('--jobs <n>', 'number of processes (default: two for each core; they wait more than they compute)')
  .option('--patience <factor>', 'wait so many times longer, on a busy or slow machine', '1')
  .option('--shard <i/n>', 'only part i of n; put the parts together with --merge')
  .option('--merge <files...>', 'run nothing; put the JSON files of shards together into one matrix')
  .option('--json <file>', 'also write the matrix as JSON')
  .option('--keep <dir>', 'keep the run records below this folder')
  .action(async (options) => exit((await import('./commands/selftest.js')).selftestCommand(options)));

program
  .command('certificates')
  .description('make a CA, a server and a client certificate for testing TLS links')
  .option('--out <dir>', 'folder to write to', 'certificates')
  .option('--host <names...>', 'host names and addresses to certify', ['localhost', '127.0.0.1'])
  .action(async (options) => exit((await import('./commands/certificates.js')).certificates(options)));

async function exit(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : BAD_USAGE;
    return;
  }
  // Users get the sentence; AIRWORTHY_DEBUG=1 gives developers the stack.
  const { message, stack, name } = error as Error;
  process.stderr.write(`airworthy: ${process.env['AIRWORTHY_DEBUG'] ? stack : message}\n`);
  // Where the record could not be written nothing is wrong with the command, and nothing is known of the product.
  process.exitCode = name === 'RecordingError' ? INCOMPLETE : BAD_USAGE;
});
