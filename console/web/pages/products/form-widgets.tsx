import type { BaseInputTemplateProps, RegistryWidgetsType, WidgetProps } from '@rjsf/utils';
import { hintId, problemId } from './form-ids';
import { VALUE_WORDS } from './labels';

function described({ id, schema, rawErrors }: Pick<WidgetProps, 'id' | 'schema' | 'rawErrors'>) {
  const wrong = rawErrors !== undefined && rawErrors.length > 0;
  const about = [schema.description !== undefined && hintId(id), wrong && problemId(id)].filter(Boolean).join(' ');
  return {
    id,
    ...(about === '' ? {} : { 'aria-describedby': about }),
    ...(wrong ? { 'aria-invalid': true as const } : {}),
  };
}

const wordOf = (value: unknown): string => VALUE_WORDS[String(value)] ?? String(value);

export function BaseInput(props: BaseInputTemplateProps) {
  const { value, schema, onChange, disabled, readonly } = props;
  const isNumber = schema.type === 'number' || schema.type === 'integer';
  const shared = { ...described(props), value: String(value ?? ''), disabled: disabled || readonly };
  if (schema.const !== undefined) return <input {...shared} type="text" readOnly value={wordOf(schema.const)} />;
  const change = (text: string) => onChange(text === '' ? undefined : isNumber ? Number(text) : text);
  return !isNumber && (schema.maxLength ?? 0) > 1000 ? (
    <textarea {...shared} onChange={(event) => change(event.target.value)} />
  ) : (
    <input
      {...shared}
      type={isNumber ? 'number' : 'text'}
      {...(isNumber ? { step: schema.type === 'integer' ? 1 : 'any' } : {})}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => change(event.target.value)}
    />
  );
}

function SelectWidget(props: WidgetProps) {
  const { value, options, onChange, multiple, disabled, readonly, required } = props;
  const choices = options.enumOptions ?? [];
  if (multiple) return <TickBoxes {...props} />;
  const at = choices.findIndex(({ value: choice }) => choice === value);
  return (
    <select
      {...described(props)}
      value={at < 0 ? '' : at}
      disabled={disabled || readonly}
      onChange={(event) =>
        onChange(event.target.value === '' ? undefined : (choices[Number(event.target.value)]?.value as unknown))
      }
    >
      {(!required || at < 0) && <option value="">Not given</option>}
      {choices.map(({ value: choice, label: name }, index) => (
        <option key={String(choice)} value={index}>
          {typeof choice === 'string' ? wordOf(choice) : name}
        </option>
      ))}
    </select>
  );
}

/** Where several may hold; they stay in the order of the schema. */
function TickBoxes({ value, options, onChange, disabled, readonly, id, label }: WidgetProps) {
  const choices = (options.enumOptions ?? []).map((option) => option.value as unknown);
  const chosen: unknown[] = Array.isArray(value) ? value : [];
  const change = (choice: unknown, on: boolean) =>
    onChange(choices.filter((each) => (each === choice ? on : chosen.includes(each))));
  return (
    <fieldset className="group" id={`${id}-choices`}>
      <legend>{label}</legend>
      {choices.map((choice) => (
        <label key={String(choice)} className="tick">
          <input
            type="checkbox"
            checked={chosen.includes(choice)}
            disabled={disabled || readonly}
            onChange={(event) => change(choice, event.target.checked)}
          />
          {wordOf(choice)}
        </label>
      ))}
    </fieldset>
  );
}

function CheckboxWidget(props: WidgetProps) {
  const { value, onChange, label, disabled, readonly, schema, id } = props;
  return (
    <>
      <label className="tick">
        <input
          {...described(props)}
          type="checkbox"
          checked={value === true}
          disabled={disabled || readonly}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
      {schema.description !== undefined && (
        <p className="hint" id={hintId(id)}>
          {schema.description}
        </p>
      )}
    </>
  );
}

export const widgets: RegistryWidgetsType = { SelectWidget, CheckboxWidget, CheckboxesWidget: TickBoxes };
