/** Secrets never reach the journal. (The capture has the bytes as they were: it is to be kept as carefully as they.) */
const SECRET_HEADER = /^(proxy-)?authorization$|cookie|token|api-?key|secret|password/;
const SECRET_PARAMETER =
  /([?&](?:access_token|id_token|token|api_?key|apikey|client_secret|password|sig|signature)=)[^&#]*/gi;
const NOT_RECORDED = '(not recorded)';

export function withoutSecrets(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? NOT_RECORDED : value]),
  );
}

/** The request target, without the values of parameters that are credentials. */
export function withoutSecretParameters(target: string): string {
  return target.replace(SECRET_PARAMETER, `$1${NOT_RECORDED}`);
}
