import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { EVENT_SCHEMAS, sourceOf, type EventType } from './catalog.js';
import { dataSchemaOf } from './envelope.js';
import { dataJsonSchema, envelopeJsonSchema, type JsonSchema } from './json-schemas.js';
import type { Violation } from './request-events.js';

const ajv = addFormats.default(new Ajv2020({ allErrors: true, allowUnionTypes: true }));
const compiled = new Map<string, ValidateFunction>();

/** Compiling takes milliseconds, so a process compiles what it uses, once. */
function validator(key: string, schema: () => JsonSchema): ValidateFunction {
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = ajv.compile(schema());
  compiled.set(key, made);
  return made;
}

function violationsOf(validate: ValidateFunction, value: unknown, base: string): Violation[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, keyword, message }) => ({
    pointer: base + instancePath,
    code: keyword,
    message: message ?? keyword,
  }));
}

function isKnown(type: string): type is EventType {
  return Object.hasOwn(EVENT_SCHEMAS, type);
}

/**
 * Everything that is wrong with an event, in JSON pointers; empty when it is as the catalogue says. For tests and
 * tools: services trust each other's events and read them tolerantly.
 */
export function validateEvent(event: unknown): readonly Violation[] {
  const around = violationsOf(validator('envelope', envelopeJsonSchema), event, '');
  if (around.length > 0) return around;
  const { type, source, dataschema, data } = event as Record<string, string>;
  if (!isKnown(type!)) return [{ pointer: '/type', code: 'unknown', message: `There is no event "${type}"` }];
  const violations = violationsOf(
    validator(type, () => dataJsonSchema(type)),
    data,
    '/data',
  );
  const owner = sourceOf(type);
  if (owner !== null && owner !== source) {
    violations.push({ pointer: '/source', code: 'owner', message: `${type} comes from ${owner} alone` });
  }
  if (dataschema !== dataSchemaOf(type)) {
    violations.push({ pointer: '/dataschema', code: 'const', message: `is ${dataSchemaOf(type)}` });
  }
  return violations;
}
