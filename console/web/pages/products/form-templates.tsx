import type {
  ArrayFieldItemTemplateProps,
  ArrayFieldTemplateProps,
  FieldTemplateProps,
  MultiSchemaFieldTemplateProps,
  ObjectFieldTemplateProps,
  RJSFSchema,
  TemplatesType,
  WrapIfAdditionalTemplateProps,
} from '@rjsf/utils';
import { Shown } from '../../parts/shown';
import { BaseInput } from './form-widgets';
import { hintId, problemId } from './form-ids';

function Problems({ id, problems }: { id: string; problems?: readonly string[] }) {
  return problems && problems.length > 0 ? (
    <div className="field-problem" id={problemId(id)}>
      {[...new Set(problems)].map((problem) => (
        <p key={problem}>
          <span className="hidden-words">Problem: </span>
          <Shown text={problem} />
        </p>
      ))}
    </div>
  ) : null;
}

/** Label, hint and problem of one field. Sections and lists bring their own heading, tick boxes their own label. */
function FieldTemplate(props: FieldTemplateProps) {
  const {
    id,
    label,
    rawDescription,
    rawErrors,
    children,
    required,
    hidden,
    schema,
    displayLabel,
    registry,
    fieldPathId,
  } = props;
  if (hidden) return <div hidden>{children}</div>;
  const group = schema.type === 'object' || schema.type === 'array';
  const simple = !group && schema.type !== 'boolean' && displayLabel !== false;
  const wrong = rawErrors !== undefined && rawErrors.length > 0;
  // Of a list of plain values; the list has the name.
  const isEntry = typeof fieldPathId.path.at(-1) === 'number';
  const { WrapIfAdditionalTemplate: Wrap } = registry.templates;
  return (
    <Wrap {...props}>
      <div className={wrong ? 'field has-problem' : 'field'} {...(group ? { id, tabIndex: -1 } : {})}>
        {simple && (
          <label htmlFor={id} className={isEntry ? 'hidden-words' : undefined}>
            {isEntry ? `Entry ${Number(fieldPathId.path.at(-1)) + 1}` : label}
            {!isEntry && !required && <span className="soft"> (optional)</span>}
          </label>
        )}
        {rawDescription && simple && (
          <p className="hint" id={hintId(id)}>
            {rawDescription}
          </p>
        )}
        <Problems id={id} problems={rawErrors} />
        {children}
      </div>
    </Wrap>
  );
}

/** The whole form, a section of it that opens, or a group within a section. */
function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { fieldPathId, title, description, properties, schema, errorSchema, onAddProperty, disabled, readonly } = props;
  const { path } = fieldPathId;
  const fields = properties.map(({ content }) => content);
  const add = schema.additionalProperties ? (
    <button type="button" className="button small" disabled={disabled || readonly} onClick={onAddProperty}>
      Add an entry<span className="hidden-words"> to {title}</span>
    </button>
  ) : null;
  if (path.length === 0) {
    const isGroup = ({ name }: { name: string }) => ['object', 'array'].includes(String(typeOf(schema, name)));
    return (
      <div className="stack">
        <div className="card group-fields">
          {properties.filter((each) => !isGroup(each)).map(({ content }) => content)}
        </div>
        {properties.filter(isGroup).map(({ content }) => content)}
      </div>
    );
  }
  if (path.length === 1) {
    return (
      <details className="card section" open={hasMembers(props.formData) || hasMembers(errorSchema)}>
        <summary>{title}</summary>
        <div className="stack">
          {description && <p className="hint">{description}</p>}
          <div className="group-fields">
            {fields}
            {add}
          </div>
        </div>
      </details>
    );
  }
  return (
    <fieldset className="group">
      {title && typeof path.at(-1) === 'string' && <legend>{title}</legend>}
      {description && <p className="hint">{description}</p>}
      <div className="group-fields">
        {fields}
        {add}
      </div>
    </fieldset>
  );
}

function typeOf(schema: RJSFSchema, name: string): unknown {
  return (schema.properties?.[name] as RJSFSchema | undefined)?.type;
}

function hasMembers(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const { title, schema, items, canAdd, onAddClick, disabled, readonly, fieldPathId } = props;
  const content = (
    <>
      {schema.description && <p className="hint">{schema.description}</p>}
      {items}
      {canAdd && (
        <div>
          <button type="button" className="button small" disabled={disabled || readonly} onClick={onAddClick}>
            Add<span className="hidden-words"> to {title}</span>
          </button>
        </div>
      )}
    </>
  );
  return fieldPathId.path.length === 1 ? (
    <details className="card section" open>
      <summary>{title}</summary>
      <div className="stack">{content}</div>
    </details>
  ) : (
    <fieldset className="group">
      <legend>{title}</legend>
      <div className="stack close">{content}</div>
    </fieldset>
  );
}

function ArrayFieldItemTemplate({ children, buttonsProps, index }: ArrayFieldItemTemplateProps) {
  const { hasRemove, onRemoveItem, disabled, readonly } = buttonsProps;
  return (
    <div className="list-item">
      <div className="list-item-content">{children}</div>
      {hasRemove && (
        <button type="button" className="button small" disabled={disabled || readonly} onClick={onRemoveItem}>
          Remove<span className="hidden-words"> entry {index + 1}</span>
        </button>
      )}
    </div>
  );
}

function MultiSchemaFieldTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) {
  return (
    <div className="stack close">
      {selector}
      {optionSchemaField}
    </div>
  );
}

/** An entry whose name is free: the name beside the value. */
function WrapIfAdditionalTemplate(props: WrapIfAdditionalTemplateProps) {
  const { children, id, label, schema, onKeyRenameBlur, onRemoveProperty, disabled, readonly } = props;
  if (!('__additional_property' in schema)) return <>{children}</>;
  return (
    <div className="list-item">
      <div className="field">
        <label htmlFor={`${id}-key`}>Name</label>
        <input
          type="text"
          id={`${id}-key`}
          key={label}
          defaultValue={label}
          disabled={disabled || readonly}
          onBlur={onKeyRenameBlur}
        />
      </div>
      <div className="list-item-content">{children}</div>
      <button type="button" className="button small" disabled={disabled || readonly} onClick={onRemoveProperty}>
        Remove<span className="hidden-words"> {label}</span>
      </button>
    </div>
  );
}

const nothing = () => null;

export const templates: Partial<TemplatesType> = {
  FieldTemplate,
  ObjectFieldTemplate,
  ArrayFieldTemplate,
  ArrayFieldItemTemplate,
  MultiSchemaFieldTemplate,
  WrapIfAdditionalTemplate,
  BaseInputTemplate: BaseInput,
  ErrorListTemplate: nothing,
  DescriptionFieldTemplate: nothing,
  FieldErrorTemplate: nothing,
  FieldHelpTemplate: nothing,
};
