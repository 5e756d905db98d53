/** What holds a credential in HTTP, by its name. Credentials never reach a record. */
const SECRET_HEADER = /^(proxy-)?authorization$|cookie|token|api-?key|secret|password/i;
/** RFC 6749, RFC 7521; `code` is left alone, which searches of FHIR have for something else. */
const OAUTH = 'access_token|refresh_token|id_token|client_secret|client_assertion|assertion|password|api_?key';
const PARAMETERS = `${OAUTH}|token|sig|signature`;
const NOT_RECORDED = '(not recorded)';

/** A parameter in a query or a form, or a member of a JSON object, up to its value; then the value as far as it is there. */
export const SECRET_PARAMETER = new RegExp(`((?:^|[?&\\s])(?:${PARAMETERS})=)([^&#\\s]*)`, 'gi');
export const SECRET_MEMBER = new RegExp(`("(?:${OAUTH})"\\s*:\\s*")((?:[^"\\\\]|\\\\.)*)`, 'gi');
const IN_TARGET = new RegExp(`([?&](?:${PARAMETERS})=)[^&#\\s]*`, 'gi');

export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name);
}

export function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      isSecretHeader(name) ? NOT_RECORDED : withoutSecretParameters(value),
    ]),
  );
}

/** A request target, or another address, without the values of parameters that are credentials. */
export function withoutSecretParameters(target: string): string {
  return target.replace(IN_TARGET, `$1${NOT_RECORDED}`);
}

/** Whether a body of this type may name its credentials itself: a form, or JSON that is neither DICOM's nor FHIR's. */
export function mayNameSecrets(contentType: string | undefined): boolean {
  return /^\s*application\/(x-www-form-urlencoded|json)\b/i.test(contentType ?? '');
}
