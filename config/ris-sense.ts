import { JSONPathEnvironment } from 'json-p3';
import type { FieldMapping, RisAccess } from '../model/ris-access';
import type { SutConfig } from '../model/sut';

type Path = (string | number)[];
const jsonPath = new JSONPathEnvironment();

/** What the schema of the section `ris` cannot say. */
export function checkRis({ endpoints, ris }: SutConfig, add: (path: Path, message: string) => void): void {
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
}

function checkPaths(worklist: RisAccess['worklist'], add: (path: Path, message: string) => void): void {
  const check = (path: Path, text: string): void => {
    try {
      jsonPath.compile(text);
    } catch (error) {
      add(path, `"${path.join('.')}" is not a JSONPath (RFC 9535): ${(error as Error).message}.`);
    }
  };
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
