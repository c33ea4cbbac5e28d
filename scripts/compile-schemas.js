// Compiles the payload schemas of source/exchange/kucoin/wire.ts into plain checks without a library.
// Usage: node scripts/compile-schemas.js [--check]    --check only compares, and fails when the file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const sourceFile = fileURLToPath(new URL('../source/exchange/kucoin/wire.ts', import.meta.url));
const targetFile = fileURLToPath(new URL('../source/exchange/kucoin/wire-check.generated.ts', import.meta.url));

/** Of each format: the check, the words of the message, and the typeof. */
const formats = {
	decimal: ['isDecimal', 'a plain decimal, not negative'],
	signed: ['isSignedDecimal', 'a plain decimal'],
	digits: ['isDigits', 'digits'],
	id: ['isId', 'an id'],
	symbol: ['isSymbol', 'a symbol BASE-QUOTE'],
	currency: ['isId', 'a currency'],
	'amount-text': ['isAmountText', 'a number, not negative'],
	'number-text': ['isNumberText', 'a number'],
	sequence: ['isSequence', 'an exact integer'],
	time: ['isTime', 'a time'],
};

const quoteText = text => `'${text}'`;
const literal = value => (typeof value === 'string' ? quoteText(value) : String(value));
const access = (variable, name) => `${variable}.${name}`;

/** The path as source text of a string expression: constant pieces and loop variables. */
function pathText(path, tail) {
	const pieces = [...path, tail].reduce((merged, piece) => {
		const last = merged.at(-1);
		if (typeof piece === 'string' && typeof last === 'string') {
			merged[merged.length - 1] = last + piece;
		} else {
			merged.push(piece);
		}

		return merged;
	}, []);
	return pieces.map(piece => (typeof piece === 'string' ? quoteText(piece) : piece.code)).join(' + ');
}

const fail = (path, expected) => `return ${pathText(path, `: expected ${expected}`)};`;

function expectedOf(schema) {
	if (schema.anyOf) {
		return schema.anyOf.map(expectedOf).join(' or ');
	}

	if (schema.enum) {
		return schema.enum.map(value => String(value)).join(', ');
	}

	if ('const' in schema) {
		return String(schema.const);
	}

	if (schema.format) {
		return formats[schema.format][1];
	}

	return {
		string: 'a text',
		number: 'a number',
		boolean: 'true or false',
		null: 'null',
		array: 'a list',
		object: 'an object',
	}[schema.type];
}

/** An expression that is true when a value without parts of its own is wrong. */
function wrongScalar(schema, value) {
	if (schema.enum) {
		return schema.enum.map(option => `${value} !== ${literal(option)}`).join(' && ');
	}

	if ('const' in schema) {
		return `${value} !== ${literal(schema.const)}`;
	}

	if (schema.type === 'null') {
		return `${value} !== null`;
	}

	const wrongType = `typeof ${value} !== '${schema.type}'`;
	return schema.format ? `${wrongType} || !${formats[schema.format][0]}(${value})` : wrongType;
}

const isCompound = schema => schema.type === 'object' || schema.type === 'array';
const isAnything = schema => Object.keys(schema).length === 0;

let counter = 0;
function fresh(prefix) {
	counter += 1;
	return `${prefix}${counter}`;
}

/** Statements that return the first problem of `value`, or fall through. */
function emit(schema, value, path, indent) {
	const tab = '\t'.repeat(indent);
	if (isAnything(schema)) {
		return '';
	}

	if (schema.anyOf) {
		const compound = schema.anyOf.find(isCompound);
		const scalars = schema.anyOf.filter(option => !isCompound(option));
		if (compound) {
			const notScalar = scalars.map(option => `(${wrongScalar(option, value)})`).join(' && ');
			return `${tab}if (${notScalar}) {\n${emit(compound, value, path, indent + 1)}${tab}}\n`;
		}

		const wrong = scalars.map(option => `(${wrongScalar(option, value)})`).join(' && ');
		return `${tab}if (${wrong}) {\n${tab}\t${fail(path, expectedOf(schema))}\n${tab}}\n`;
	}

	if (schema.type === 'object') {
		return emitObject(schema, value, path, indent);
	}

	if (schema.type === 'array') {
		return emitArray(schema, value, path, indent);
	}

	return `${tab}if (${wrongScalar(schema, value)}) {\n${tab}\t${fail(path, expectedOf(schema))}\n${tab}}\n`;
}

function emitObject(schema, value, path, indent) {
	const tab = '\t'.repeat(indent);
	const record = fresh('o');
	let code = `${tab}if (typeof ${value} !== 'object' || ${value} === null || Array.isArray(${value})) {\n${tab}\t${fail(path, 'an object')}\n${tab}}\n`;
	code += `${tab}const ${record} = ${value} as Fields;\n`;
	if (schema.requiredOneOf) {
		const missing = schema.requiredOneOf.map(name => `${access(record, name)} === undefined`).join(' && ');
		code += `${tab}if (${missing}) {\n${tab}\t${fail([...path, joint(path), schema.requiredOneOf[0]], expectedOf(schema.properties[schema.requiredOneOf[0]]))}\n${tab}}\n`;
	}

	for (const [name, part] of Object.entries(schema.properties)) {
		const field = fresh('f');
		const inner = [...path, joint(path), name];
		code += `${tab}const ${field} = ${access(record, name)};\n`;
		code += schema.required.includes(name)
			? emit(part, field, inner, indent)
			: `${tab}if (${field} !== undefined) {\n${emit(part, field, inner, indent + 1)}${tab}}\n`;
	}

	return code;
}

const joint = path => (path.length === 0 ? '' : '.');

function emitArray(schema, value, path, indent) {
	const tab = '\t'.repeat(indent);
	let code = `${tab}if (!Array.isArray(${value})${schema.minItems ? ` || ${value}.length < ${schema.minItems}` : ''}) {\n${tab}\t${fail(path, schema.minItems ? `a list of ${schema.minItems}` : 'a list')}\n${tab}}\n`;
	if (schema.prefixItems) {
		const row = fresh('r');
		code += `${tab}const ${row} = ${value} as readonly unknown[];\n`;
		schema.prefixItems.forEach((part, index) => {
			const item = fresh('i');
			code += `${tab}const ${item} = ${row}[${index}];\n${emit(part, item, [...path, `[${index}]`], indent)}`;
		});
	}

	if (schema.items && !isAnything(schema.items)) {
		const index = fresh('n');
		const list = fresh('l');
		const item = fresh('i');
		code += `${tab}const ${list} = ${value} as readonly unknown[];\n`;
		code += `${tab}for (let ${index} = 0; ${index} < ${list}.length; ${index} += 1) {\n`;
		code += `${tab}\tconst ${item} = ${list}[${index}];\n`;
		code += emit(schema.items, item, [...path, '[', { code: index }, ']'], indent + 1);
		code += `${tab}}\n`;
	}

	return code;
}

/** The whole generated file, of the exports of wire.ts. */
function compile(schemas) {
	let code = `// Made by scripts/compile-schemas.js from wire.ts. Do not edit: change wire.ts and run \`npm run schemas\`.
import { isSymbol } from '../../model/instrument.js';
import { isAmountText, isDecimal, isDigits, isId, isNumberText, isSequence, isSignedDecimal, isTime } from './wire-text.js';

type Fields = Readonly<Record<string, unknown>>;

/** Undefined when the value has the documented shape, else \`path: expected what\` of the first field that has not. */
export type Check = (value: unknown) => string | undefined;
`;
	for (const [name, schema] of Object.entries(schemas)) {
		counter = 0;
		const title = name[0].toUpperCase() + name.slice(1);
		code += `\nexport const check${title}: Check = value => {\n${emit(schema, 'value', [], 1)}\treturn undefined;\n};\n`;
	}

	return code;
}

const bundle = await build({
	entryPoints: [sourceFile],
	bundle: true,
	write: false,
	format: 'esm',
	platform: 'neutral',
});
const schemas = await import(
	`data:text/javascript;base64,${Buffer.from(bundle.outputFiles[0].text).toString('base64')}`
);
const compiled = compile(schemas);

if (process.argv.includes('--check')) {
	let current = '';
	try {
		current = readFileSync(targetFile, 'utf8');
	} catch {
		// A missing file is as stale as a different one.
	}

	if (current !== compiled) {
		process.stderr.write('wire-check.generated.ts is stale: run npm run schemas\n');
		process.exit(1);
	}
} else {
	writeFileSync(targetFile, compiled);
}
