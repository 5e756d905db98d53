import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Severity } from '../model/check';
import type { CheckedObject, FileFinding, FilesReport } from '../model/files-report';

const LEVELS: Record<Severity, 'error' | 'warning' | 'note'> = { error: 'error', warning: 'warning', info: 'note' };
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export interface SarifContext {
  /** Of airworthy. */
  version: string;
  /** Files below it are named relative to it. */
  folder: string;
}

/** The findings of `airworthy check` as SARIF 2.1.0. Paths within an object are logical locations. */
export function renderSarif(report: FilesReport, { version, folder }: SarifContext): object {
  const all = report.objects.flatMap((object) => object.findings.map((finding) => ({ object, finding })));
  const rules = [...new Set(all.map(({ finding }) => finding.rule))].sort();
  const numbers = new Map(rules.map((id, i) => [id, i]));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'airworthy',
            semanticVersion: version,
            rules: rules.map((id) => ({ id, ...describedBy(all.find(({ finding }) => finding.rule === id)?.finding) })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.counts.objects > 0,
            toolExecutionNotifications: report.skipped.map(({ file, reason }) => ({
              level: 'note',
              message: { text: `Left out: ${reason.toWellFormed()}` },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file, folder) } } }],
            })),
          },
        ],
        results: all.map(({ object, finding }) => ({
          ruleId: finding.rule,
          ruleIndex: numbers.get(finding.rule),
          level: LEVELS[finding.severity],
          message: { text: textOf(object, finding).toWellFormed() },
          locations: [locationOf(object, finding, folder)],
          properties: propertiesOf(object, finding),
        })),
      },
    ],
  };
}

function describedBy(finding: FileFinding | undefined): object {
  return finding
    ? { defaultConfiguration: { level: LEVELS[finding.severity] }, properties: { clause: finding.clause } }
    : {};
}

function textOf({ what }: CheckedObject, { message, seen, expected, clause }: FileFinding): string {
  const values = [seen === undefined ? '' : ` Seen: ${seen}.`, expected === undefined ? '' : ` Expected: ${expected}.`];
  return `${what}: ${message}${values.join('')} (${clause})`;
}

function locationOf(object: CheckedObject, { path }: FileFinding, folder: string): object {
  const within = [object.file.split('!/').slice(1).join('!/'), object.part ?? '', path ?? ''].filter(
    (part) => part !== '',
  );
  const name = within.join(' ').toWellFormed();
  return {
    physicalLocation: { artifactLocation: { uri: uriOf(object.file, folder) } },
    ...(name === '' ? {} : { logicalLocations: [{ fullyQualifiedName: name }] }),
  };
}

function propertiesOf({ type, what, id }: CheckedObject, finding: FileFinding): object {
  const { clause, path, tag, seen, expected } = finding;
  const entries = Object.entries({ type, what, id, clause, path, tag, seen, expected });
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value.toWellFormed()]])),
  );
}

/** The file on the disk: for what is in a zip file the zip file. */
function uriOf(file: string, folder: string): string {
  const [onDisk = file] = file.split('!/');
  const path = isAbsolute(onDisk) ? relative(folder, onDisk) : onDisk;
  if (isAbsolute(path) || path.startsWith('..')) return pathToFileURL(onDisk).href;
  return path.split(sep).map(encodeURIComponent).join('/');
}
