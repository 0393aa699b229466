/**
 * Reads the protobuf form of a v2 document back into JSON. Written from the field numbers of gnostic's OpenAPIv2.proto alone, not from
 * the encoder's table, so that a number that is wrong there does not agree with itself here.
 */
import { parse } from "yaml";

type Value = number | Buffer;
type Fields = ReadonlyMap<number, readonly Value[]>;

/** Throws RangeError when the bytes are no whole message. */
export function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, Value[]>();
  let at = 0;
  const varint = (): number => {
    let result = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("cut off");
      result += (byte & 127) * scale;
      if (byte < 128) return result;
    }
  };
  const take = (size: number): Buffer => {
    if (at + size > bytes.length) throw new RangeError("cut off");
    at += size;
    return bytes.subarray(at - size, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    let value: Value;
    if (wire === 0) value = varint();
    else if (wire === 1) value = take(8).readDoubleLE();
    else if (wire === 2) value = take(varint());
    else throw new RangeError(`wire type ${wire}`);
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

type Read = (value: Value) => unknown;

const text: Read = (value) => String(value);
const truth: Read = (value) => value === 1;
const number: Read = (value) => Number(value);
const any: Read = (value) => parse(String(nested(value).get(2)?.[0] ?? ""));
const nested = (value: Value): Fields => readFields(value as Buffer);
const only =
  (field: number, read: Read): Read =>
  (value) =>
    read(nested(value).get(field)?.[0] ?? Buffer.alloc(0));
const all =
  (field: number, read: Read): Read =>
  (value) =>
    (nested(value).get(field) ?? []).map(read);
const pairs =
  (field: number, read: Read): Read =>
  (value) =>
    named(nested(value).get(field) ?? [], read);

function named(values: readonly Value[], read: Read): Record<string, unknown> {
  return Object.fromEntries(
    values.map((value) => {
      const pair = nested(value);
      return [String(pair.get(1)?.[0]), read(pair.get(2)?.[0] ?? Buffer.alloc(0))];
    }),
  );
}

type Row = readonly [key: string, read: Read, repeated?: "repeated"];

function message(rows: Readonly<Record<number, Row>>, extensions?: number): Read {
  return (value) => {
    const result: Record<string, unknown> = {};
    for (const [field, values] of nested(value)) {
      if (field === extensions) Object.assign(result, named(values, any));
      const row = rows[field];
      if (row === undefined) {
        if (field !== extensions) throw new RangeError(`unexpected field ${field}`);
        continue;
      }
      const [key, read, repeated] = row;
      result[key] = repeated === undefined ? read(values[0] ?? 0) : values.map(read);
    }
    return result;
  };
}

const schema: Read = (value) => schemaMessage(value);

const additional: Read = (value) => {
  const item = nested(value);
  const inner = item.get(1)?.[0];
  return inner === undefined ? item.get(2)?.[0] === 1 : schema(inner);
};

const schemaType: Read = (value) => (all(1, text)(value) as readonly string[])[0];

const schemaMessage = message(
  {
    1: ["$ref", text],
    2: ["format", text],
    4: ["description", text],
    5: ["default", any],
    7: ["maximum", number],
    9: ["minimum", number],
    12: ["minLength", number],
    13: ["pattern", text],
    19: ["required", text, "repeated"],
    20: ["enum", any, "repeated"],
    21: ["additionalProperties", additional],
    22: ["type", schemaType],
    23: ["items", only(1, schema)],
    25: ["properties", pairs(1, schema)],
  },
  31,
);

const body = message({
  1: ["description", text],
  2: ["name", text],
  3: ["in", text],
  4: ["required", truth],
  5: ["schema", schema],
});
const query = message({
  1: ["required", truth],
  2: ["in", text],
  3: ["description", text],
  4: ["name", text],
  6: ["type", text],
  20: ["uniqueItems", truth],
});
const inPath = message({
  1: ["required", truth],
  2: ["in", text],
  3: ["description", text],
  4: ["name", text],
  5: ["type", text],
  19: ["uniqueItems", truth],
});

const parameter: Read = (value) => {
  const fields = nested(value);
  const whole = fields.get(1)?.[0];
  if (whole !== undefined) return body(whole);
  const other = nested(fields.get(2)?.[0] ?? Buffer.alloc(0));
  return other.has(4) ? inPath(other.get(4)?.[0] ?? 0) : query(other.get(3)?.[0] ?? 0);
};

const parameterItem: Read = (value) => {
  const fields = nested(value);
  const reference = fields.get(2)?.[0];
  if (reference === undefined) return parameter(fields.get(1)?.[0] ?? 0);
  return message({ 1: ["$ref", text] })(reference);
};

const response = message({ 1: ["description", text], 2: ["schema", only(1, schema)] }, 5);

const operation = message(
  {
    1: ["tags", text, "repeated"],
    3: ["description", text],
    5: ["operationId", text],
    6: ["produces", text, "repeated"],
    7: ["consumes", text, "repeated"],
    8: ["parameters", parameterItem, "repeated"],
    9: ["responses", pairs(1, only(1, response))],
    10: ["schemes", text, "repeated"],
  },
  13,
);

const path = message(
  {
    2: ["get", operation],
    3: ["put", operation],
    4: ["post", operation],
    5: ["delete", operation],
    6: ["options", operation],
    7: ["head", operation],
    8: ["patch", operation],
    9: ["parameters", parameterItem, "repeated"],
  },
  10,
);

const apiKey = message({ 1: ["type", text], 2: ["name", text], 3: ["in", text], 4: ["description", text] }, 5);

/** The document as JSON would have it. */
export const decodeV2: (bytes: Buffer) => unknown = message({
  1: ["swagger", text],
  2: ["info", message({ 1: ["title", text], 2: ["version", text] })],
  8: ["paths", pairs(2, path)],
  9: ["definitions", pairs(1, schema)],
  10: ["parameters", pairs(1, parameter)],
  12: ["security", pairs(1, all(1, text)), "repeated"],
  13: ["securityDefinitions", pairs(1, only(2, apiKey))],
});
