// Runs a real archive as product under test: `node scripts/run-peer.mjs orthanc|dcmqrscp OUT`. Prints the verdicts; ends with 1
// where one is fail. `--tls`: every DICOM link of Orthanc has TLS. `--config FILE` in place of fixtures/peers/NAME.sut.yaml. `--only ID`, any number
// of times, limits the run. `--doctor` tries the links only, without OUT, and ends as `airworthy doctor` does.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'dist', 'cli', 'main.js');
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tls: { type: 'boolean', default: false },
    doctor: { type: 'boolean', default: false },
    config: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const [name, out] = positionals;
const dir = mkdtempSync(join(tmpdir(), 'airworthy-peer-'));
const tls = Object.fromEntries(
  ['certificate', 'key', 'ca'].map((each) => [each, join(dir, 'certificates', `${each}.pem`)]),
);

const PEERS = {
  orthanc() {
    const config = join(dir, 'orthanc.json');
    writeFileSync(
      config,
      JSON.stringify({
        Name: 'ORTHANC',
        StorageDirectory: join(dir, 'db'),
        IndexDirectory: join(dir, 'db'),
        Plugins: ['/usr/share/orthanc/plugins'],
        HttpPort: 18042,
        DicomPort: 14242,
        DicomAet: 'ORTHANC',
        // Of its answers to queries; by default Latin-1, in which there is no Cyrillic and no Japanese.
        DefaultEncoding: 'Utf8',
        RemoteAccessAllowed: false,
        AuthenticationEnabled: false,
        DicomCheckCalledAet: true,
        DicomModalities: {
          ai: { AET: 'AIRW_AI', Host: '127.0.0.1', Port: 14113, UseDicomTls: flags.tls },
          probe: { AET: 'AIRW_PROBE', Host: '127.0.0.1', Port: 14116, UseDicomTls: flags.tls },
        },
        ...(flags.tls
          ? {
              DicomTlsEnabled: true,
              DicomTlsCertificate: tls.certificate,
              DicomTlsPrivateKey: tls.key,
              DicomTlsTrustedCertificates: tls.ca,
            }
          : {}),
        DicomAlwaysAllowGet: true,
        DicomAlwaysAllowFind: true,
        DicomAlwaysAllowMove: true,
      }),
    );
    return { command: 'Orthanc', args: [config], port: 14242 };
  },
  dcmqrscp() {
    const config = join(dir, 'dcmqrscp.cfg');
    mkdirSync(join(dir, 'db'));
    writeFileSync(
      config,
      [
        'NetworkTCPPort  = 14243',
        'MaxPDUSize      = 16384',
        'MaxAssociations = 16',
        'HostTable BEGIN',
        'ai = (AIRW_AI, 127.0.0.1, 14213)',
        'probe = (AIRW_PROBE, 127.0.0.1, 14216)',
        'peers = ai, probe',
        'HostTable END',
        'VendorTable BEGIN',
        'VendorTable END',
        'AETable BEGIN',
        `DCMQRSCP ${join(dir, 'db')} RW (1000, 1024mb) ANY`,
        'AETable END',
        '',
      ].join('\n'),
    );
    return { command: 'dcmqrscp', args: ['-c', config, '-xf', negotiation(), 'IN', 'OUT'], port: 14243 };
  },
};

/** What describes the product, with TLS where it is asked for. Debian's Orthanc 1.10.1 ends with a segmentation fault at the first HTTPS request. */
function description() {
  const file = flags.config ?? join(root, 'fixtures', 'peers', `${name}.sut.yaml`);
  if (!flags.tls) return file;
  const sut = { ...parse(readFileSync(file, 'utf8')), tls, capabilities: { tls: { dimse: true } } };
  const secured = join(dir, 'sut.yaml');
  writeFileSync(secured, stringify(sut));
  return secured;
}

/**
 * The association profiles of dcmqrscp. By itself it takes uncompressed objects and one compressed transfer syntax, and proposes the
 * first 120 SOP Classes of its list, without Parametric Map.
 */
function negotiation() {
  const file = join(dir, 'negotiation.cfg');
  const [patient, study] = ['Patient', 'Study'].map(
    (root) => (verb) => `${verb}${root}RootQueryRetrieveInformationModel`,
  );
  const services = ['VerificationSOPClass', ...['FIND', 'MOVE', 'GET'].flatMap((verb) => [patient(verb), study(verb)])];
  const plain = [
    'Comprehensive3DSRStorage',
    'ParametricMapStorage',
    'KeyObjectSelectionDocumentStorage',
    'GrayscaleSoftcopyPresentationStateStorage',
    'EncapsulatedPDFStorage',
  ];
  const images = ['CTImageStorage', 'SecondaryCaptureImageStorage', 'SegmentationStorage'];
  const uncompressed = ['LocalEndianExplicit', 'LittleEndianImplicit', 'DeflatedLittleEndianExplicit'];
  const compressed = [
    'RLELossless',
    'JPEGBaseline',
    'JPEGLossless:Non-hierarchical-1stOrderPrediction',
    'JPEGLSLossless',
    'JPEGLSLossy',
    'JPEG2000LosslessOnly',
    'JPEG2000',
  ];
  const syntaxes = [...uncompressed, ...compressed];
  const listed = (key, values) => values.map((value, index) => `${key}${index + 1} = ${value}`);
  // One transfer syntax a context: what was sent so can be given out so.
  const one = (classes, names) => classes.flatMap((each) => names.map((name) => `${each}\\${name.replace(/\W/g, '')}`));
  writeFileSync(
    file,
    [
      '[[TransferSyntaxes]]',
      ...syntaxes.flatMap((each) => [`[${each.replace(/\W/g, '')}]`, `TransferSyntax1 = ${each}`]),
      '[All]',
      ...listed('TransferSyntax', [...compressed, ...uncompressed]),
      '[[PresentationContexts]]',
      '[INCOMING]',
      ...listed('PresentationContext', [
        ...services.map((each) => `${each}\\All`),
        ...[...plain, ...images].map((each) => `${each}\\All`),
      ]),
      '[OUTGOING]',
      ...listed('PresentationContext', [...one(plain, uncompressed), ...one(images, syntaxes)]),
      '[[SCPSCURoleSelection]]',
      '[Both]',
      ...listed(
        'Role',
        [...plain, ...images].map((each) => `${each}\\BOTH`),
      ),
      '[[Profiles]]',
      '[IN]',
      'PresentationContexts = INCOMING',
      'SCPSCURoleSelection = Both',
      '[OUT]',
      'PresentationContexts = OUTGOING',
      '',
    ].join('\n'),
  );
  return file;
}

if (!(name in PEERS) || flags.doctor === (out !== undefined) || (flags.tls && name !== 'orthanc')) {
  console.error(
    'Usage: node scripts/run-peer.mjs orthanc|dcmqrscp OUT|--doctor [--tls (orthanc)] [--config FILE] [--only ID]',
  );
  process.exit(2);
}
if (flags.tls) spawnSync(process.execPath, [main, 'certificates', '--out', join(dir, 'certificates')]);
const peer = PEERS[name]();
const child = spawn(peer.command, peer.args, { stdio: 'ignore', env: { ...process.env, TCP_NODELAY: '1' } });
let status = 1;
try {
  await listening(peer.port, 30_000);
  const airworthy = (...args) => spawnSync(process.execPath, [main, ...args], { stdio: 'inherit' }).status ?? 1;
  if (flags.doctor) status = airworthy('doctor', '--config', description(), '--wait', '2');
  else {
    rmSync(out, { recursive: true, force: true });
    const only = flags.only.length > 0 ? ['--only', ...flags.only] : [];
    airworthy('run', '--config', description(), '--out', out, ...only);
    status = report(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')));
  }
} finally {
  // Its ports are free when it has ended, and not before.
  const ended = child.exitCode === null ? once(child, 'exit') : undefined;
  child.kill();
  await ended;
  rmSync(dir, { recursive: true, force: true });
}
process.exit(status);

/** The verdicts of what was tried; 0 where nothing failed. */
function report({ requirements }) {
  const tried = requirements.filter(({ selected, method }) => selected && method === 'automated');
  for (const { id, verdict, reason } of tried) console.log(`${id}\t${verdict}\t${reason}`);
  return tried.some(({ verdict }) => verdict === 'fail') ? 1 : 0;
}

/** Resolves once the port takes connections. */
function listening(port, deadlineMs) {
  const until = Date.now() + deadlineMs;
  return new Promise((resolve, reject) => {
    const attempt = () => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('error', () => {
        if (Date.now() > until) reject(new Error(`${name} does not listen at port ${port}`));
        else setTimeout(attempt, 100);
      });
    };
    attempt();
  });
}
