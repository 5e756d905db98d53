// Finds rules in TypeScript sources. A rule is an object literal with id, clause and severity, or is made by a factory: a
// function that puts a prefix before an id that it is given. What it says is the text that it is reported with.
import ts from 'typescript';

const ID = /^[a-z0-9-]+\/[a-z0-9.-]+$/;

/** All rules, each once, by id; `clause` and `sentence` are undefined where none was found. */
export function readRules(sources) {
  const files = sources.map(({ name, text }) => parse(name, text));
  const rules = new Map();
  const note = (id, found) => {
    const known = rules.get(id);
    if (!known) rules.set(id, { id, ...found });
    else {
      known.clause = joined(known.clause, found.clause);
      known.severity = joined(known.severity, found.severity);
      known.sentence ??= found.sentence;
    }
  };
  for (const file of files) for (const { id, ...found } of literalRules(file, files)) note(id, found);
  for (const file of files) for (const { id, ...found } of madeRules(file)) note(id, found);
  return [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const joined = (a, b) => (a === undefined || b === undefined ? (a ?? b) : a.split('; ').includes(b) ? a : `${a}; ${b}`);

/** Checks of the workflow: object literals with id, title and clause. */
export function readChecks(sources) {
  const checks = sources.flatMap(({ name, text }) => {
    const file = parse(name, text);
    return nodesOf(file, ts.isObjectLiteralExpression).flatMap((node) => {
      const [id, own, clause] = ['id', 'title', 'clause'].map((key) => textOf(propertyOf(node, key), file));
      const title = own ?? titleByFactory(node, file);
      return id && title && ID.test(id) ? [{ id, title, clause: clause ?? '' }] : [];
    });
  });
  return checks.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The title of a check whose parts are handed to a function, which puts its title together from them. */
function titleByFactory(literal, file) {
  const call = literal.parent;
  if (!ts.isCallExpression(call)) return undefined;
  const maker = nodesOf(file, ts.isFunctionDeclaration).find(({ name }) => name?.text === call.expression.getText());
  const [title] = maker
    ? nodesOf(maker, ts.isObjectLiteralExpression).flatMap((each) => propertyOf(each, 'title') ?? [])
    : [];
  if (!title || !ts.isTemplateExpression(title)) return undefined;
  return title.templateSpans.reduce((text, span) => {
    const part = ts.isPropertyAccessExpression(span.expression)
      ? propertyOf(literal, span.expression.name.text)
      : undefined;
    return `${text}${textOf(part, file) ?? '…'}${span.literal.text}`;
  }, title.head.text);
}

const parse = (name, text) => ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);

function nodesOf(root, test) {
  const found = [];
  const visit = (node) => {
    if (test(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function propertyOf(literal, key) {
  for (const property of literal.properties) {
    if (property.name?.getText() !== key) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** The text of an expression, `…` for what is put in at run time; undefined where it is no text at all. */
function textOf(node, file, depth = 0) {
  if (node === undefined || depth > 4) return undefined;
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => `${constantOf(expression, file)}${literal.text}`);
    const text = node.head.text + spans.join('');
    return /[a-z]/i.test(text) ? text : undefined;
  }
  if (ts.isAsExpression(node) || ts.isParenthesizedExpression(node)) return textOf(node.expression, file, depth);
  if (ts.isConditionalExpression(node)) {
    return textOf(node.whenTrue, file, depth) ?? textOf(node.whenFalse, file, depth);
  }
  if (ts.isIdentifier(node)) return textOf(nearest(node, file), file, depth + 1);
  return undefined;
}

/** The text of a constant of the file; `…` for anything else. */
function constantOf(expression, file) {
  const value = ts.isIdentifier(expression) ? nearest(expression, file) : undefined;
  return value && ts.isStringLiteral(value) ? value.text : '…';
}

/** What a name stands for: the last declaration before its use that can be seen from there. */
function nearest(identifier, file) {
  const scopes = new Set();
  for (let node = identifier; node; node = node.parent) scopes.add(node);
  const declared = nodesOf(file, ts.isVariableDeclaration).filter(
    ({ name, parent }) => name.getText() === identifier.text && scopes.has(parent.parent.parent),
  );
  return declared.at(-1)?.initializer;
}

function literalRules(file, files) {
  return nodesOf(file, ts.isObjectLiteralExpression).flatMap((node) => {
    const id = textOf(propertyOf(node, 'id') ?? propertyOf(node, 'rule'), file);
    const [clause, severity] = [propertyOf(node, 'clause'), propertyOf(node, 'severity')];
    if (!id || !ID.test(id) || !clause || !severity) return [];
    return [
      {
        id,
        clause: commentOn(node, file, 'Clause') ?? textOf(clause, file),
        severity: textOf(severity, file) ?? 'error',
        sentence: textOf(propertyOf(node, 'message'), file) ?? sentenceOf(node, file, files),
      },
    ];
  });
}

/**
 * The comment on a rule whose message is only known at run time; else the text in the call that the rule is handed to,
 * directly or by its name, in this file or in one that imports it.
 */
function sentenceOf(literal, file, files) {
  const said = commentOn(literal, file, 'Says') ?? saidWith(literal, file);
  if (said) return said;
  const name = nameOf(literal);
  if (name === undefined) return undefined;
  for (const each of [file, ...files.filter((other) => other !== file && other.text.includes(name))]) {
    const scope = each === file ? scopeOf(literal, file) : each;
    for (const use of nodesOf(scope, (node) => isUse(node, name))) {
      const text = saidWith(use, each);
      if (text) return text;
    }
  }
  return undefined;
}

/** The message of the innermost call that has one; a rule that is chosen between is followed by the name it gets. */
function saidWith(use, file, depth = 0) {
  for (let call = enclosingCall(use); call; call = enclosingCall(call)) {
    const text = messageIn(call, use, file);
    if (text) return text;
  }
  let node = use;
  while (PASSES_ON.some((is) => is(node.parent))) node = node.parent;
  if (depth > 0 || !ts.isVariableDeclaration(node.parent) || !ts.isIdentifier(node.parent.name)) return undefined;
  const uses = nodesOf(scopeOf(use, file), (each) => isUse(each, node.parent.name.text));
  return uses.map((each) => saidWith(each, file, depth + 1)).find((text) => text !== undefined);
}

const PASSES_ON = [ts.isConditionalExpression, ts.isSpreadAssignment, ts.isObjectLiteralExpression];

/** A comment `Says: ` or `Clause: ` right before the rule, or before the constant or property that it is the value of. */
function commentOn(literal, file, what) {
  const owner = ts.isPropertyAssignment(literal.parent) ? literal.parent : literal.parent.parent.parent;
  const candidates = [literal, ...(ts.isVariableStatement(owner) || ts.isPropertyAssignment(owner) ? [owner] : [])];
  for (const node of candidates) {
    const ranges = ts.getLeadingCommentRanges(file.text, node.pos) ?? [];
    const text = ranges
      .map(({ pos, end }) => file.text.slice(pos, end))
      .find((each) => each.startsWith(`/** ${what}: `));
    if (text)
      return text
        .slice(`/** ${what}: `.length, -'*/'.length)
        .replace(/\s+\*?\s*/g, ' ')
        .trim();
  }
  return undefined;
}

/** Where the constant that holds a rule can be seen. */
function scopeOf(literal, file) {
  for (let at = literal; at.parent; at = at.parent) if (ts.isBlock(at)) return at;
  return file;
}

/** `RULE`, or `FILE.readable` where it is a property of a constant. */
function nameOf(literal) {
  let node = literal;
  const path = [];
  while (node && !ts.isVariableDeclaration(node)) {
    if (ts.isPropertyAssignment(node)) path.unshift(node.name.getText());
    node = node.parent;
  }
  return node && ts.isIdentifier(node.name) ? [node.name.text, ...path].join('.') : undefined;
}

function isUse(node, name) {
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
  if (node.getText() !== name || (ts.isVariableDeclaration(node.parent) && node.parent.name === node)) return false;
  return !ts.isPropertyAccessExpression(node.parent);
}

/** The call that an expression is an argument of, or part of an argument of. */
function enclosingCall(node) {
  for (let at = node; at.parent; at = at.parent) {
    if (ts.isCallExpression(at.parent) && at.parent.arguments.includes(at)) return at.parent;
    if (ts.isStatement(at.parent) && !ts.isVariableStatement(at.parent)) return undefined;
  }
  return undefined;
}

/** A sentence among the arguments of a call: it ends like one. */
function messageIn(call, rule, file) {
  const texts = call.arguments
    .filter((argument) => !contains(argument, rule))
    .flatMap((each) => textOf(each, file) ?? []);
  return texts.find((text) => /\s.*\.$/s.test(text));
}

const contains = (node, inner) => node.pos <= inner.pos && inner.end <= node.end;

/** Rules made by factories: `rule('escape', ...)` for `hl7/escape`. */
function madeRules(file) {
  return factoriesIn(file).flatMap((factory) =>
    callsOf(factory, file).flatMap((call) => {
      const id = textOf(call.arguments[factory.at], file);
      if (id === undefined) return [];
      const argument = (name) => {
        const index = factory.parameters.findIndex((parameter) => parameter.name.getText() === name);
        return textOf(call.arguments[index] ?? factory.parameters[index]?.initializer, file);
      };
      const name = nameOf(call);
      const uses = name ? nodesOf(file, (node) => isUse(node, name)) : [];
      const said = uses.flatMap((use) => saidWith(use, file) ?? []);
      return [
        {
          id: `${factory.prefix}${id}`,
          clause: argument('clause') ?? factory.clause(call, argument),
          severity: argument('severity') ?? 'error',
          sentence: argument('message') ?? said[0],
        },
      ];
    }),
  );
}

function factoriesIn(file) {
  const literals = nodesOf(file, ts.isObjectLiteralExpression);
  return literals.flatMap((literal) => {
    const template = propertyOf(literal, 'id') ?? propertyOf(literal, 'rule');
    if (!template || !ts.isTemplateExpression(template) || template.templateSpans.length !== 1) return [];
    const [span] = template.templateSpans;
    const around = functionAround(literal);
    const at = around?.parameters.findIndex((parameter) => parameter.name.getText() === span.expression.getText());
    if (around === undefined || at === -1) return [];
    const clause = propertyOf(literal, 'clause');
    return [
      {
        around,
        at,
        prefix: template.head.text,
        parameters: [...around.parameters],
        clause: (call, argument) => clauseMade(clause, call, argument, file),
      },
    ];
  });
}

function functionAround(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isArrowFunction(at) || ts.isFunctionDeclaration(at)) return at;
  }
  return undefined;
}

/** Calls of a factory: by its own name, or by the name of what a function that returns it was called for. */
function callsOf({ around }, file) {
  const own = around.name?.text ?? (ts.isVariableDeclaration(around.parent) ? around.parent.name.getText() : undefined);
  const maker = own === undefined ? functionAround(around)?.name?.text : undefined;
  const calls = nodesOf(file, ts.isCallExpression);
  if (own !== undefined) return calls.filter(({ expression }) => expression.getText() === own);
  return calls.filter(({ expression }) => {
    const made = ts.isIdentifier(expression) ? nearest(expression, file) : undefined;
    return made && ts.isCallExpression(made) && made.expression.getText() === maker;
  });
}

/** A clause that a factory puts together from its parameters and those of its maker; else it is that of any resource. */
function clauseMade(clause, call, argument, file) {
  if (!clause || !ts.isTemplateExpression(clause)) return textOf(clause, file);
  const made = ts.isIdentifier(call.expression) ? nearest(call.expression, file) : undefined;
  return clause.templateSpans.reduce((text, { expression, literal }) => {
    const ofMaker = made && ts.isCallExpression(made) ? textOf(made.arguments[0], file) : undefined;
    return `${text}${argument(expression.getText()) ?? ofMaker ?? 'resource'}${literal.text}`;
  }, clause.head.text);
}
