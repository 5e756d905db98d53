import { useMemo } from 'react';
import type { DecodedFile, TreeFinding, TreeNode } from '../../contract';
import { useRead } from '../api/queries';
import { Loading } from '../parts/empty';
import { Problem } from '../parts/notice';
import { Shown } from '../parts/shown';
import { Tree, type TreeRow } from '../parts/tree';
import { count } from '../parts/words';

const SEVERITY = {
  error: { word: 'Breach', className: 'fail' },
  warning: { word: 'Warning', className: 'warning' },
  info: { word: 'Remark', className: '' },
} as const;

/** An object or message as a tree, each finding at the branch that it is about. */
export function Decoded({ params }: { params: { run: string; seq: number; n: number } }) {
  const { data, error } = useRead('traffic.file', { params });
  if (error) return <Problem error={error} title="This could not be decoded" />;
  return data ? <DecodedTree file={data} /> : <Loading what="the content" />;
}

export function DecodedTree({ file }: { file: DecodedFile }) {
  const { nodes, findings, notes, title, id } = file;
  const rows = useMemo(() => nodes.map((node) => rowOf(node, findings)), [nodes, findings]);
  const placed = useMemo(() => new Set(nodes.flatMap(findingsBelow)), [nodes]);
  const elsewhere = findings.filter((_, index) => !placed.has(index));
  return (
    <div className="stack close">
      <p>
        <strong>
          <Shown text={title} />
        </strong>
        {id !== undefined && (
          <span className="soft mono">
            {' '}
            <Shown text={id} />
          </span>
        )}
      </p>
      <p className={findings.length > 0 ? '' : 'soft'}>
        {findings.length === 0
          ? 'No rule has anything to say about it.'
          : `The rules say ${count(findings.length, 'thing')} about it, marked in the tree where they apply.`}
      </p>
      {notes.map((note) => (
        <p key={note} className="soft">
          <Shown text={note} />
        </p>
      ))}
      {elsewhere.length > 0 && (
        <ul className="findings">
          {elsewhere.map((finding) => (
            <li key={`${finding.rule} ${finding.path ?? ''} ${finding.message}`}>
              <FindingLine finding={finding} />
            </li>
          ))}
        </ul>
      )}
      {rows.length > 0 && <Tree label={`Content of ${title}`} rows={rows} />}
    </div>
  );
}

function findingsBelow(node: TreeNode): number[] {
  return [...(node.findings ?? []), ...(node.children ?? []).flatMap(findingsBelow)];
}

function rowOf(node: TreeNode, findings: readonly TreeFinding[]): TreeRow {
  const { path, name, tag, vr, value, children, offset } = node;
  const here = (node.findings ?? []).flatMap((index) => findings[index] ?? []);
  return {
    path,
    marked: here.length > 0,
    open: (children ?? []).some((child) => findingsBelow(child).length > 0),
    ...(children && children.length > 0 ? { children: children.map((child) => rowOf(child, findings)) } : {}),
    content: (
      <>
        <span className="node-name">{name}</span>
        {tag !== undefined && (
          <span className="soft mono" title={offset === undefined ? undefined : `at byte ${offset}`}>
            {' '}
            {tag}
            {vr !== undefined && ` ${vr}`}
          </span>
        )}
        {value !== undefined && (
          <span className="node-value">
            {' '}
            <Shown text={value} />
          </span>
        )}
        {here.map((finding) => (
          <FindingLine key={`${finding.rule} ${finding.message}`} finding={finding} />
        ))}
      </>
    ),
  };
}

function FindingLine({ finding }: { finding: TreeFinding }) {
  const { severity, message, clause, rule, seen, expected, requirements } = finding;
  const { word, className } = SEVERITY[severity];
  return (
    <span className="finding">
      <span className={`badge ${className}`}>{word}</span> <Shown text={message} />
      <span className="below soft">
        {clause}, rule {rule}
        {requirements && requirements.length > 0 && `, decides ${requirements.join(', ')}`}
        {expected !== undefined && (
          <>
            ; expected <Shown text={expected} />
          </>
        )}
        {seen !== undefined && (
          <>
            ; seen <Shown text={seen} />
          </>
        )}
      </span>
    </span>
  );
}
