import type { Finding, Severity } from '../../model/check';

export interface Rule {
  /** `hl7/what-is-required`. */
  id: string;
  clause: string;
  severity: Severity;
}

/** `path` as in `OBX[2]-5.1`. */
export function finding(rule: Rule, path: string, message: string, seen?: string, expected?: string): Finding {
  return {
    rule: rule.id,
    clause: rule.clause,
    severity: rule.severity,
    message,
    path,
    ...(seen === undefined ? {} : { seen: seen.length > 120 ? `${seen.slice(0, 117)}...` : seen }),
    ...(expected === undefined ? {} : { expected }),
  };
}
