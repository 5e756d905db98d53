import { JSONPathEnvironment } from 'json-p3';
import type { ConsumerAccess } from '../model/consumer';
import type { FieldMapping, RisAccess } from '../model/ris-access';
import type { SutConfig } from '../model/sut';

type Path = (string | number)[];
type Add = (path: Path, message: string) => void;
const jsonPath = new JSONPathEnvironment();

/** What the schema of the section `ris` cannot say. */
export function checkRis({ endpoints, ris }: SutConfig, add: Add): void {
  if (!ris) return;
  const { worklist, report, restart } = ris;
  if (worklist.adapter !== 'operator' && !(worklist.adapter in worklist)) {
    add(
      ['ris', 'worklist', 'adapter'],
      `"ris.worklist.adapter: ${worklist.adapter}" needs the section "ris.worklist.${worklist.adapter}" beside it.`,
    );
    return;
  }
  const overHttp = worklist.adapter === 'http' || worklist.adapter === 'fhir' || report.by === 'http';
  if (overHttp && !endpoints?.http) {
    add(
      ['ris'],
      '"endpoints.http" is missing: the adapter or the report needs to know where the RIS listens for HTTP.',
    );
  }
  if (report.by === 'http' && (!report.url || !report.method)) {
    add(['ris', 'report'], '"ris.report.by: http" needs "url", "method" and "body".');
  }
  if (restart.by === 'command' && !restart.command) {
    add(['ris', 'restart'], '"ris.restart.by: command" needs "command", which ends when the RIS is up again.');
  }
  checkPaths(worklist, add);
  if (ris.consumer) checkConsumer(ris.consumer, endpoints, add);
}

function checkConsumer(consumer: ConsumerAccess, endpoints: SutConfig['endpoints'], add: Add): void {
  const { adapter, shows } = consumer;
  if (!(adapter in consumer)) {
    add(
      ['ris', 'consumer', 'adapter'],
      `"ris.consumer.adapter: ${adapter}" needs "ris.consumer.${adapter}" beside it.`,
    );
  }
  if (adapter === 'http' && !endpoints?.http) {
    add(['ris', 'consumer'], '"endpoints.http" is missing: the adapter needs to know where the RIS listens for HTTP.');
  }
  for (const [kind, mapping] of Object.entries(shows)) {
    const path = ['ris', 'consumer', 'shows', kind];
    checkPath([...path, 'entries'], mapping.entries, add);
    for (const [field, at] of Object.entries(mapping.fields))
      if (at !== undefined) checkPath([...path, 'fields', field], at, add);
  }
}

function checkPath(path: Path, text: string, add: Add): void {
  try {
    jsonPath.compile(text);
  } catch (error) {
    add(path, `"${path.join('.')}" is not a JSONPath (RFC 9535): ${(error as Error).message}.`);
  }
}

function checkPaths(worklist: RisAccess['worklist'], add: Add): void {
  const check = (path: Path, text: string): void => checkPath(path, text, add);
  const fields = (section: string, mappings: Partial<Record<string, FieldMapping>> = {}): void => {
    for (const [name, mapping] of Object.entries(mappings)) {
      if (mapping === undefined) continue;
      const path = ['ris', 'worklist', section, 'fields', name];
      if (typeof mapping === 'string') check(path, mapping);
      else check([...path, 'path'], mapping.path);
    }
  };
  if (worklist.adapter === 'http') {
    const { list } = worklist.http;
    check(['ris', 'worklist', 'http', 'list', 'entries'], list.entries);
    if (list.next !== undefined) check(['ris', 'worklist', 'http', 'list', 'next'], list.next);
    fields('http', worklist.http.fields);
  }
  if (worklist.adapter === 'fhir') fields('fhir', worklist.fhir.fields);
}
