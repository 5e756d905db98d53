import { checkItems } from '../../../checks/files/check-items';
import { FileSource } from '../../../evidence/file-source';
import type { Item } from '../../../checks/files/items';
import { readHl7 } from '../../../model/hl7/reader';
import { parseJson } from '../../../model/json';
import type { RunRecord } from '../../../model/run-record';
import { visible } from '../../../reports/html/escape';
import { formatOf, readItems } from '../../../runner/check-files/read-items';
import type { DecodedFile, EventFile, TreeFinding, TreeNode } from '../../contract';
import { dicomTree } from './dicom-tree';
import { hl7Tree } from './hl7-tree';
import { jsonTree } from './json-tree';
import { Budget, mark, MOST_NODES, plainPath, shownText } from './tree';

const MOST_TEXT_BYTES = 4 * 1024 * 1024;
const SHOWN_TEXT = 20_000;

/** A file of a run as a tree, with what verdicts and rules say marked at its branches. Whatever is in it, it is shown. */
export function decode(file: EventFile, path: string, record: RunRecord | undefined): DecodedFile {
  const source = new FileSource(path);
  try {
    const budget = new Budget();
    const notes: string[] = [];
    const read = readSafely(() => readOne(file, source, budget), notes);
    const { nodes = [], items = [], id } = read ?? {};
    if (budget.over) notes.push(`Only the first ${MOST_NODES} entries are shown; download the file for the rest.`);
    const rules = readSafely(() => ruleFindings(items), notes) ?? [];
    const decided = verdictFindings(record, file.file, id);
    // What decided a verdict is not said again as what the rule says by itself.
    const said = new Set(decided.map(key));
    const findings = [...decided, ...rules.filter((finding) => !said.has(key(finding)))];
    mark(nodes, findings);
    return { ...file, ...(id === undefined ? {} : { id }), ...titled(items, file), nodes, findings, notes };
  } finally {
    source.close();
  }
}

const key = ({ rule, message, path = '' }: TreeFinding): string => `${rule} ${plainPath(path)} ${message}`;

interface Read {
  nodes: TreeNode[];
  items: Item[];
  id?: string;
}

function readSafely<T>(read: () => T, notes: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    notes.push(`It cannot be read to its end: ${visible((error as Error).message)}`);
    return undefined;
  }
}

function readOne(file: EventFile, source: FileSource, budget: Budget): Read {
  if (file.what === 'dicom') {
    const { items } = readItems(file.file, source, 'dicom', true);
    const [item] = items;
    if (item?.type !== 'dicom') return { nodes: [], items };
    const { object } = item;
    return {
      nodes: [
        { path: 'FileMeta', name: 'File meta information', children: dicomTree(object.meta, budget) },
        ...dicomTree(object.dataset, budget),
      ],
      items,
      id: object.sopInstanceUid,
    };
  }
  if (source.size > MOST_TEXT_BYTES) throw new Error(`it has ${Math.ceil(source.size / 1024 / 1024)} MiB; download it`);
  const bytes = source.copy(0, source.size);
  switch (file.what) {
    case 'hl7': {
      const message = readHl7(bytes);
      return {
        nodes: hl7Tree(message, budget),
        items: readItems(file.file, source, 'hl7', true).items,
        id: message.controlId,
      };
    }
    case 'json': {
      const value = parseJson(bytes);
      const fhir = formatOf(source) === 'json' && bytes.includes('"resourceType"');
      const id = (value as { id?: unknown } | null)?.id;
      return {
        nodes: jsonTree(value, budget),
        items: fhir ? readItems(file.file, source, 'json', true).items : [],
        ...(typeof id === 'string' ? { id } : {}),
      };
    }
    case 'text': {
      const text = bytes.toString('utf8');
      const lines = visible(text.slice(0, SHOWN_TEXT)).split(/\r?\n/);
      const nodes = lines.flatMap((line, at) =>
        budget.take() ? [{ path: `line ${at + 1}`, name: String(at + 1), value: line }] : [],
      );
      return { nodes, items: [] };
    }
    default:
      return { nodes: [], items: [] };
  }
}

function titled(items: readonly Item[], { title }: EventFile): { title: string } {
  const [checked] = items.length === 1 ? items : [];
  return { title: checked?.type === 'file' ? checked.what : title };
}

/** What `airworthy check` says of the object by itself. */
function ruleFindings(items: readonly Item[]): TreeFinding[] {
  if (items.length === 0) return [];
  return checkItems(items, { air: false })
    .filter(({ type }) => type !== 'study')
    .flatMap(({ findings, part }) =>
      findings.map(({ evidence: _evidence, path, ...finding }): TreeFinding => {
        const whole = [part, path]
          .filter((each) => each !== undefined && each !== '' && !each.startsWith('message '))
          .join('.');
        return { ...cleaned(finding), ...(whole === '' ? {} : { path: whole }), by: 'rule' };
      }),
    );
}

/** What decided requirements of the run, and rests on this file. */
function verdictFindings(record: RunRecord | undefined, file: string, id: string | undefined): TreeFinding[] {
  const found = new Map<string, TreeFinding>();
  for (const requirement of record?.requirements ?? []) {
    for (const { evidence, ...finding } of requirement.observations.flatMap(({ findings }) => findings)) {
      const same =
        evidence?.file === file || (id !== undefined && [evidence?.sopInstanceUid, evidence?.controlId].includes(id));
      if (!same) continue;
      const path = finding.path ?? evidence?.path;
      const place = `${finding.rule} ${path ?? ''}`;
      const known = found.get(place);
      if (known) known.requirements = [...new Set([...(known.requirements ?? []), requirement.id])];
      else found.set(place, { ...cleaned(finding), path, by: 'verdict', requirements: [requirement.id] });
    }
  }
  return [...found.values()];
}

/** Findings quote what was sent. */
function cleaned<T extends { message: string; seen?: string; expected?: string }>(finding: T): T {
  const { message, seen } = finding;
  return { ...finding, message: shownText(message), ...(seen === undefined ? {} : { seen: shownText(seen) }) };
}
